package io.airloom.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LayoutTest {
    /// Prints what [#ours()] prints, but asks the compiler.
    private static final String PROGRAM =
            """
            #define _GNU_SOURCE
            #include <poll.h>
            #include <stddef.h>
            #include <stdio.h>
            #include <netinet/in.h>
            #include <sys/epoll.h>
            #include <sys/socket.h>
            #include <sys/stat.h>
            #include <sys/time.h>
            #include <sys/timerfd.h>
            #include <sys/un.h>
            #include <linux/netlink.h>
            #include <linux/vm_sockets.h>
            #define S(type) printf(#type " %zu\\n", sizeof(struct type))
            #define O(type, field) printf(#type "." #field " %zu\\n", offsetof(struct type, field))
            int main(void) {
              S(epoll_event); O(epoll_event, events); O(epoll_event, data);
              S(stat); O(stat, st_mode); O(stat, st_size); O(stat, st_ino); O(stat, st_blksize);
              S(msghdr); O(msghdr, msg_name); O(msghdr, msg_namelen);
              O(msghdr, msg_iov); O(msghdr, msg_iovlen); O(msghdr, msg_control);
              O(msghdr, msg_controllen); O(msghdr, msg_flags);
              S(iovec); O(iovec, iov_base); O(iovec, iov_len);
              O(cmsghdr, cmsg_len); O(cmsghdr, cmsg_level); O(cmsghdr, cmsg_type);
              printf("CMSG_LEN(0) %zu\\n", CMSG_LEN(0));
              printf("CMSG_SPACE(4) %zu\\n", CMSG_SPACE(4));
              printf("CMSG_SPACE(32) %zu\\n", CMSG_SPACE(32));
              S(sockaddr_un); O(sockaddr_un, sun_path);
              S(sockaddr_vm); O(sockaddr_vm, svm_port); O(sockaddr_vm, svm_cid);
              S(sockaddr_in); O(sockaddr_in, sin_port); O(sockaddr_in, sin_addr);
              S(sockaddr_in6); O(sockaddr_in6, sin6_port); O(sockaddr_in6, sin6_addr);
              O(sockaddr_in6, sin6_scope_id);
              S(sockaddr_nl); O(sockaddr_nl, nl_pid);
              S(pollfd); O(pollfd, events);
              S(ucred); O(ucred, pid);
              S(timeval);
              S(itimerspec); O(itimerspec, it_value.tv_sec); O(itimerspec, it_value.tv_nsec);
              return 0;
            }
            """;

    @TempDir Path folder;

    @Test
    void agreesWithTheCompiler() throws IOException, InterruptedException {
        assumeTrue(hasGcc(), "no gcc on this machine");
        Path source = Files.writeString(folder.resolve("layout.c"), PROGRAM);
        Path program = folder.resolve("layout");
        assertThat(run("gcc", "-o", program.toString(), source.toString())).isEmpty();

        assertThat(run(program.toString())).isEqualTo(ours());
    }

    private static List<String> ours() {
        return List.of(
                "epoll_event " + Layout.EPOLL_EVENT_SIZE,
                "epoll_event.events " + Layout.EPOLL_EVENT_EVENTS,
                "epoll_event.data " + Layout.EPOLL_EVENT_DATA,
                "stat " + Layout.STAT_SIZE,
                "stat.st_mode " + Layout.STAT_MODE,
                "stat.st_size " + Layout.STAT_LENGTH,
                "stat.st_ino " + Layout.STAT_INODE,
                "stat.st_blksize " + Layout.STAT_PAGE_SIZE,
                "msghdr " + Layout.MSGHDR_SIZE,
                "msghdr.msg_name " + Layout.MSGHDR_NAME,
                "msghdr.msg_namelen " + Layout.MSGHDR_NAMELEN,
                "msghdr.msg_iov " + Layout.MSGHDR_IOV,
                "msghdr.msg_iovlen " + Layout.MSGHDR_IOVLEN,
                "msghdr.msg_control " + Layout.MSGHDR_CONTROL,
                "msghdr.msg_controllen " + Layout.MSGHDR_CONTROLLEN,
                "msghdr.msg_flags " + Layout.MSGHDR_FLAGS,
                "iovec " + Layout.IOVEC_SIZE,
                "iovec.iov_base " + Layout.IOVEC_BASE,
                "iovec.iov_len " + Layout.IOVEC_LEN,
                "cmsghdr.cmsg_len " + Layout.CMSGHDR_LEN,
                "cmsghdr.cmsg_level " + Layout.CMSGHDR_LEVEL,
                "cmsghdr.cmsg_type " + Layout.CMSGHDR_TYPE,
                "CMSG_LEN(0) " + Layout.CMSGHDR_DATA,
                "CMSG_SPACE(4) " + Layout.controlSpace(4),
                "CMSG_SPACE(32) " + Layout.controlSpace(32),
                "sockaddr_un " + Layout.SOCKADDR_UN_SIZE,
                "sockaddr_un.sun_path " + Layout.SOCKADDR_UN_PATH,
                "sockaddr_vm " + Layout.SOCKADDR_VM_SIZE,
                "sockaddr_vm.svm_port " + Layout.SOCKADDR_VM_PORT,
                "sockaddr_vm.svm_cid " + Layout.SOCKADDR_VM_CID,
                "sockaddr_in " + Layout.SOCKADDR_IN_SIZE,
                "sockaddr_in.sin_port " + Layout.SOCKADDR_IN_PORT,
                "sockaddr_in.sin_addr " + Layout.SOCKADDR_IN_ADDRESS,
                "sockaddr_in6 " + Layout.SOCKADDR_IN6_SIZE,
                "sockaddr_in6.sin6_port " + Layout.SOCKADDR_IN6_PORT,
                "sockaddr_in6.sin6_addr " + Layout.SOCKADDR_IN6_ADDRESS,
                "sockaddr_in6.sin6_scope_id " + Layout.SOCKADDR_IN6_SCOPE,
                "sockaddr_nl " + Layout.SOCKADDR_NL_SIZE,
                "sockaddr_nl.nl_pid " + Layout.SOCKADDR_NL_PID,
                "pollfd " + Layout.POLLFD_SIZE,
                "pollfd.events " + Layout.POLLFD_EVENTS,
                "ucred " + Layout.UCRED_SIZE,
                "ucred.pid " + Layout.UCRED_PID,
                "timeval " + Layout.TIMEVAL_SIZE,
                "itimerspec " + Layout.ITIMERSPEC_SIZE,
                "itimerspec.it_value.tv_sec " + Layout.ITIMERSPEC_VALUE_SECONDS,
                "itimerspec.it_value.tv_nsec " + Layout.ITIMERSPEC_VALUE_NANOS);
    }

    private static boolean hasGcc() throws InterruptedException {
        try {
            return new ProcessBuilder("gcc", "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return lines;
    }
}
