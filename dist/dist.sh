#!/bin/sh
# What ./airloom dist does, with JAVA_HOME set by the launcher:
#   ./airloom dist [archive] [deb] [maven]     all three without a name; the results are in target/dist
#   ./airloom dist --install                   the Maven artifacts into the local repository, for tests with airloom-junit
set -eu
home=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
out=$home/target/dist
cd "$home"
# shellcheck source=dist/names.sh
. "$home/dist/names.sh"

maven() { mvn -B -q -Dstyle.color=never -Dairloom.quick -DskipTests -Djacoco.skip "$@"; }

case "${1:-}" in
--install)
  maven -pl junit,cli -am install
  echo "io.airloom:airloom-junit:$version is in the local repository"
  exit 0 ;;
-*) sed -n '2,4s/^# *//p' "$0" >&2; exit 2 ;;
esac
[ $# -gt 0 ] || set -- archive deb maven
for part; do
  case $part in archive | deb | maven) ;; *) echo "airloom: dist: there is no \"$part\": archive, deb, maven" >&2; exit 2 ;; esac
done
wants() { case " $wanted " in *" $1 "*) true ;; *) false ;; esac; }
wanted=$*

mkdir -p "$out"
if wants maven; then
  # All that is shipped, with sources and Javadoc, and the list of what it consists of.
  maven -pl '!site,!tests' -Ddoclint=none -Dmaven.javadoc.failOnWarnings=false package \
    org.apache.maven.plugins:maven-source-plugin:3.4.0:jar-no-fork javadoc:jar \
    org.cyclonedx:cyclonedx-maven-plugin:2.9.3:makeAggregateBom
  "$home/dist/maven.sh" "$out/maven"
  cp "$home/target/bom.json" "$out/airloom-$version.cdx.json"
else
  maven -pl cli -am package
fi
if wants archive || wants deb; then "$home/dist/archive.sh" "$out"; fi
if wants deb; then "$home/dist/deb.sh" "$out"; fi
(cd "$out" && find . -maxdepth 1 -type f \( -name '*.tar.gz' -o -name '*.deb' -o -name '*.cdx.json' \) -printf '%P\n' | LC_ALL=C sort |
  xargs -r sha256sum > SHA256SUMS && cat SHA256SUMS)
