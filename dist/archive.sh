#!/bin/sh
# Makes the folder that runs without a JDK, and packs it: OUT/airloom-VERSION-linux-ARCH and the .tar.gz of it.
#   JAVA_HOME=… dist/archive.sh OUT
# JAVA_HOME is a JDK with jlink; the jars are those that Maven's "package" has left in the modules' target folders.
set -eu
home=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
mkdir -p -- "$1"
out=$(readlink -f -- "$1")
. "$home/dist/names.sh"
tree=$out/$name
work=$out/work
rm -rf -- "$tree" "$work"
mkdir -p "$tree/bin" "$tree/lib" "$work"
# The environment's options are no part of what others get.
unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS AIRLOOM_JAVA_OPTS

runtime() {
  "$JAVA_HOME/bin/jlink" --strip-java-debug-attributes --no-header-files --no-man-pages --output "$tree/runtime" --add-modules \
    java.base,java.logging,java.management,java.xml,jdk.net,jdk.security.auth,jdk.unsupported
}

# The program's own jars for the folders of classes on its class path, and those of others: in its order.
jars() {
  printf '%s\n' "$home/cli/target/classes"
  tr ':' '\n' < "$home/cli/target/classpath"
}

libraries() {
  jars | while IFS= read -r entry || [ -n "$entry" ]; do
    case $entry in
    */target/classes) room=${entry%/target/classes} entry=${entry%/classes}/airloom-${room##*/}-$version.jar ;;
    esac
    [ -r "$entry" ] || { echo "dist: $entry is not there: run mvn package first" >&2; exit 1; }
    cp -- "$entry" "$tree/lib/"
    printf '%s\n' "${entry##*/}"
  done > "$work/classpath"
  cp "$home/dist/java.options" "$tree/lib/"
}

launcher() {
  class_path=$(sed 's:^:$lib/:' "$work/classpath" | tr '\n' ':')
  sed "s|CLASSPATH|${class_path%:}|" "$home/dist/airloom.sh" > "$tree/bin/airloom"
  chmod 755 "$tree/bin/airloom"
}

documents() {
  cp "$home/LICENSE" "$home/README.md" "$home/CHANGELOG.md" "$tree/"
  cp -R "$home/docs" "$home/examples" "$tree/"
  rm -rf -- "$tree/examples/junit/target"
  git -C "$home" rev-parse HEAD > "$tree/commit" 2>/dev/null || rm -f "$tree/commit"
}

# What is the same in the two Javas is one file in the archive and on the disk.
share() {
  (cd "$tree/agent" && find . -type f) | while IFS= read -r file; do
    if cmp -s "$tree/runtime/$file" "$tree/agent/$file"; then ln -f "$tree/runtime/$file" "$tree/agent/$file"; fi
  done
}

java() { "$tree/runtime/bin/java" @"$tree/lib/java.options" -Dairloom.home="$tree" "$@"; }

# The agent is made by the program, with the JDK's jlink, out of the very jars of the archive.
agent() {
  "$JAVA_HOME/bin/java" @"$tree/lib/java.options" -cp "$1" io.airloom.cli.Airloom -q image build agent --out "$work/agent.tar.gz"
  mkdir "$tree/agent"
  tar -x -z -f "$work/agent.tar.gz" -C "$tree/agent" --strip-components=1
  share
}

runtime
libraries
launcher
documents
class_path=$(sed "s:^:$tree/lib/:" "$work/classpath" | tr '\n' ':')
class_path=${class_path%:}
agent "$class_path"
find "$tree" -exec touch -h -d "@$epoch" {} +
java -XX:AOTCacheOutput="$tree/lib/airloom.aot" -Xlog:aot=off,aot*=off,cds=off,cds*=off -cp "$class_path" io.airloom.cli.Training "$tree/examples"
touch -d "@$epoch" "$tree/lib/airloom.aot" "$tree/lib"
tar -c -C "$out" --sort=name --owner=0 --group=0 --numeric-owner --mode=u+w,go-w --mtime="@$epoch" "$name" | gzip -n > "$out/$name.tar.gz"
rm -rf -- "$work"
echo "$out/$name.tar.gz"
