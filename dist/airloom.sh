#!/bin/sh
# Airloom's launcher: starts the program on the Java that comes with it. Made by dist/archive.sh.
set -u
self=$(readlink -f -- "$0")
home=${self%/bin/*}
lib=$home/lib
# Java knows the names of files in the locale's characters, and the locale of containers has none but ASCII's.
case "${LC_ALL:-${LC_CTYPE:-${LANG:-C}}}" in C | POSIX) export LC_ALL=C.UTF-8 ;; esac
# What only prints gains nothing from the second compiler.
case " $* " in *" --help "* | *" -h "* | *" --version "*) quick=-XX:TieredStopAtLevel=1 ;; *) quick= ;; esac
# The class cache only counts for the very files and options that it was made with; without it the start is slower.
# shellcheck disable=SC2086  # AIRLOOM_JAVA_OPTS is a list of options
exec "$home/runtime/bin/java" @"$lib/java.options" -XX:AOTCache="$lib/airloom.aot" -Xlog:aot=off,aot*=off,cds=off,cds*=off \
  $quick -Dairloom.home="$home" ${AIRLOOM_JAVA_OPTS:-} -cp "CLASSPATH" io.airloom.cli.Airloom "$@"
