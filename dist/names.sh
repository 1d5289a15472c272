# What the files of a distribution are called; read by the scripts beside this one, which set "home".
# shellcheck shell=sh disable=SC2034,SC2154
version=$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' "$home/pom.xml" | head -n 1)
case $(uname -m) in
x86_64) arch=x64 debian_arch=amd64 ;;
aarch64) arch=arm64 debian_arch=arm64 ;;
*) arch=$(uname -m) debian_arch=$arch ;;
esac
name=airloom-$version-linux-$arch
# All files get this time, so that the same sources give the same bytes; a class cache knows its jars by it, too.
epoch=$(date -u -d "$(sed -n 's:.*<project.build.outputTimestamp>\(.*\)</.*:\1:p' "$home/pom.xml")" +%s)
