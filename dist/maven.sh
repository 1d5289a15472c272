#!/bin/sh
# Lays the artifacts that Maven has left in the modules' target folders out as a repository: what "mvn install" would, in a folder
# of its own, for a file: URL or to be uploaded.
#   dist/maven.sh FOLDER
set -eu
home=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
# shellcheck source=dist/names.sh
. "$home/dist/names.sh"
rm -rf -- "$1"

# FILE ARTIFACT ENDING
put() {
  folder=$to/$2/$version
  mkdir -p "$folder"
  cp -- "$1" "$folder/$2-$version$3"
}

to=$1/io/airloom
put "$home/pom.xml" airloom .pom
for pom in "$home"/*/pom.xml; do
  room=$(basename "$(dirname "$pom")")
  jar=$(dirname "$pom")/target/airloom-$room-$version
  case $room in site | tests) continue ;; esac
  [ -r "$jar.jar" ] || { echo "dist: $jar.jar is not there: run mvn package first" >&2; exit 1; }
  put "$pom" "airloom-$room" .pom
  for ending in .jar -sources.jar -javadoc.jar; do
    if [ -r "$jar$ending" ]; then put "$jar$ending" "airloom-$room" "$ending"; fi
  done
done
find "$1" -type f | while IFS= read -r file; do
  for sum in md5 sha1; do ${sum}sum < "$file" | cut -d ' ' -f 1 > "$file.$sum"; done
done
echo "$1"
