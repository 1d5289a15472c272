#!/bin/sh
# Makes the folder that runs without a JDK, and packs it: OUT/airloom-VERSION-linux-ARCH and the .tar.gz of it.
#   JAVA_HOME=… dist/archive.sh OUT
# JAVA_HOME is a JDK with jlink; the jars are those that Maven's "package" has left in the modules' target folders.
set -eu
home=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
mkdir -p -- "$1"
out=$(readlink -f -- "$1")
# shellcheck source=dist/names.sh
. "$home/dist/names.sh"
tree=$out/$name
work=$out/work
rm -rf -- "$tree" "$work"
mkdir -p "$tree/bin" "$tree/lib" "$tree/completions" "$tree/licences" "$work"
# The environment's options are no part of what others get.
unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS

runtime() {
  "$JAVA_HOME/bin/jlink" --strip-java-debug-attributes --no-header-files --no-man-pages --output "$tree/runtime" --add-modules \
    java.base,java.logging,java.management,java.xml,jdk.net,jdk.security.auth,jdk.unsupported,jdk.zipfs
}

# The program's class path in its order: jars of our own in place of the folders of classes, and those of others.
libraries() {
  { echo "$home/cli/target/classes"; tr ':' '\n' < "$home/cli/target/classpath"; echo; } | while IFS= read -r entry; do
    case $entry in
    '') continue ;;
    */target/classes) room=${entry%/target/classes} entry=${entry%/classes}/airloom-${room##*/}-$version.jar ;;
    esac
    [ -r "$entry" ] || { echo "dist: $entry is not there: run mvn package first" >&2; exit 1; }
    case $entry in
    */picocli-*) "$JAVA_HOME/bin/java" "$home/dist/NewerClasses.java" "$entry" "$tree/lib/${entry##*/}" ;;
    *) cp -- "$entry" "$tree/lib/" ;;
    esac
    printf '%s\n' "${entry##*/}"
  done > "$work/classpath"
  cp "$home/dist/java.options" "$tree/lib/"
}

# Licences from the jars of others, and those that have none in them.
licences() {
  cp "$home"/dist/licences/* "$tree/licences/"
  for jar in "$tree"/lib/*.jar; do
    case ${jar##*/} in
    airloom-*) ;;
    *) (mkdir "$work/jar" && cd "$work/jar" && "$JAVA_HOME/bin/jar" -x -f "$jar" META-INF
        for file in META-INF/*LICENSE* META-INF/NOTICE*; do
          if [ -f "$file" ]; then cp "$file" "$tree/licences/$(basename "$jar" .jar)-${file##*/}"; fi
        done)
        rm -rf -- "$work/jar" ;;
    esac
  done
}

launcher() {
  # shellcheck disable=SC2016  # the launcher's own variable
  class_path=$(sed 's:^:$lib/:' "$work/classpath" | tr '\n' ':')
  sed "s|CLASSPATH|${class_path%:}|" "$home/dist/airloom.sh" > "$tree/bin/airloom"
  chmod 755 "$tree/bin/airloom"
}

documents() {
  cp "$home/LICENSE" "$home/README.md" "$home/CHANGELOG.md" "$tree/"
  cp -R "$home/docs" "$home/examples" "$tree/"
  find "$tree/examples" -name target -prune -exec rm -rf -- {} +
  git -C "$home" rev-parse HEAD > "$tree/commit" 2>/dev/null || rm -f -- "$tree/commit"
  program io.airloom.cli.ManualPages "$tree/man/man1"
  program io.airloom.cli.Airloom completion bash > "$tree/completions/airloom.bash"
  program io.airloom.cli.Airloom completion zsh > "$tree/completions/_airloom"
  program io.airloom.cli.Airloom completion fish > "$tree/completions/airloom.fish"
}

# The agent is made by the program, with the JDK's jlink, out of the very jars of the archive. What is the same in the two Javas
# is one file, in the archive and on the disk.
agent() {
  program io.airloom.cli.Airloom -q image build agent --out "$work/agent.tar.gz" > "$work/agent.log"
  mkdir "$tree/agent"
  tar -x -z -f "$work/agent.tar.gz" -C "$tree/agent" --strip-components=1
  (cd "$tree/agent" && find . -type f) | while IFS= read -r file; do
    if cmp -s "$tree/runtime/$file" "$tree/agent/$file"; then ln -f "$tree/runtime/$file" "$tree/agent/$file"; fi
  done
}

# A class of the program on the JDK, from the jars of the archive.
program() { "$JAVA_HOME/bin/java" @"$tree/lib/java.options" -cp "$class_path" "$@"; }

# The program's classes, loaded and linked in a run ahead of time. The cache knows the jars by their size and time.
class_cache() {
  find "$tree" -exec touch -h -d "@$epoch" {} +
  "$tree/runtime/bin/java" @"$tree/lib/java.options" -XX:AOTCacheOutput="$tree/lib/airloom.aot" -cp "$class_path" \
    -Dairloom.home="$tree" io.airloom.cli.Training "$tree/examples" > "$work/training.log" 2>&1 || { cat "$work/training.log" >&2; exit 1; }
  touch -d "@$epoch" "$tree/lib/airloom.aot" "$tree/lib"
}

runtime
libraries
licences
launcher
class_path=$(sed "s:^:$tree/lib/:" "$work/classpath" | tr '\n' ':')
class_path=${class_path%:}
documents
agent
class_cache
tar -c -C "$out" --sort=name --owner=0 --group=0 --numeric-owner --mode=u+w,go-w --mtime="@$epoch" "$name" | gzip -n > "$out/$name.tar.gz"
rm -rf -- "$work"
echo "$out/$name.tar.gz"
