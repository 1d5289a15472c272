package io.airloom.agent;

import io.airloom.wire.AgentAddress;
import io.airloom.wire.AgentProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a user asks for on the command line. Read here, without a library: in a small guest the
/// classes of one would cost more time than all the rest of the start.
///
/// @param to where the host may be
/// @param name of the guest, or null for the machine's own
/// @param secretFile or null
/// @param netns the network namespaces whose radios are served, each as a guest of its own; empty
///   for the program's own
/// @param train whether only to do everything once, for an AOT cache
record AgentOptions(
        List<AgentAddress> to,
        @Nullable String name,
        int radios,
        @Nullable String secretFile,
        List<String> netns,
        boolean once,
        boolean quiet,
        boolean help,
        boolean train) {
    static final String HELP =
            """
            Usage: airloom agent [--to ADDRESS]... [--name NAME] [--radios N]
                                 [--secret FILE] [--netns NAME]... [--once] [-q]

            The program for inside a guest that has no virtio radio: carries the frames of
            its kernel's simulated radios (mac80211_hwsim) to the air of the host, and back.
            Needs root, Linux 4.18 or newer, and `modprobe mac80211_hwsim radios=0`.

              --to ADDRESS    where the air is; several are tried in turn:
                                vsock:PORT        the host of this virtual machine
                                unix:PATH         a Unix socket of this machine
                                tcp:HOST:PORT     another machine (wants a secret)
                                serial:PATH       a character device
                              Default: vsock:8215, then
                              serial:/dev/virtio-ports/io.airloom.agent.
              --name NAME     what the guest is called on the air (default: host name).
              --radios N      create radios until the guest has N, with addresses that
                              no other guest of the air has.
              --secret FILE   what the air's --secret FILE has; or in the environment:
                              AIRLOOM_SECRET.
              --netns NAME    serve the radios of this network namespace (ip-netns(8)
                              name, number of a process, or path); each is a guest of
                              its own, called NAME.NETNS.
              --once          end when the first connection does, or cannot be made.
              -q, --quiet     say nothing but what is wrong.
              -h, --help      show this.
              --speak vwifi   in the place of vwifi-client, for a vwifi-server or an air
                              that serves vwifi's users; see --speak vwifi --help.

            While there is no air, no frame is acknowledged: the radios are told the truth.
            Ctrl-C ends it; that and SIGUSR1 show what it has carried, and how fast.

            Examples:
              airloom agent --radios 1
              airloom agent --to tcp:192.168.1.2:8215 --secret /etc/airloom/secret
              airloom agent --to serial:/dev/ttyS1 --name printer --radios 1
              airloom agent --netns red --netns blue

            Exit codes: 0 done, 1 the work itself failed, 2 wrong usage, 3 environment.
            """;

    private static final int MAX_NAMESPACES = 64;
    private static final List<AgentAddress> DEFAULT_TO =
            List.of(
                    new AgentAddress.Vsock(AgentProtocol.DEFAULT_PORT),
                    new AgentAddress.Serial("/dev/virtio-ports/io.airloom.agent"));

    /// Reads a command line.
    ///
    /// @throws IllegalArgumentException that says what is wrong with it
    static AgentOptions parse(String... args) {
        Reader reader = new Reader(args);
        while (reader.hasNext()) {
            reader.option();
        }
        return reader.options();
    }

    /// Where it has got to, and what it has found.
    private static final class Reader {
        private final String[] args;
        private final List<AgentAddress> to = new ArrayList<>();
        private final List<String> netns = new ArrayList<>();
        private int next;
        private @Nullable String name;
        private @Nullable String secretFile;
        private int radios;
        private boolean once;
        private boolean quiet;
        private boolean help;
        private boolean train;

        Reader(String[] args) {
            this.args = args;
        }

        boolean hasNext() {
            return next < args.length;
        }

        void option() {
            String word = args[next++];
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            String key = equals < 0 ? word : word.substring(0, equals);
            String attached = equals < 0 ? null : word.substring(equals + 1);
            switch (key) {
                case "--to" -> value(key, attached, text -> to.add(AgentAddress.parse(text)));
                case "--name" -> value(key, attached, text -> name = text);
                case "--radios" -> value(key, attached, text -> radios = number(text));
                case "--secret" -> value(key, attached, text -> secretFile = text);
                case "--netns" -> value(key, attached, netns::add);
                case "--once" -> once = true;
                case "-q", "--quiet" -> quiet = true;
                case "-h", "--help" -> help = true;
                case "--train" -> train = true;
                default -> throw new IllegalArgumentException("unknown option \"" + word + "\"");
            }
        }

        private void value(String key, @Nullable String attached, Consumer<String> use) {
            String text = attached;
            if (text == null && hasNext()) {
                text = args[next++];
            }
            if (text == null || text.isEmpty()) {
                throw new IllegalArgumentException(key + " needs a value");
            }
            use.accept(text);
        }

        private static int number(String text) {
            int number;
            try {
                number = Integer.parseInt(text);
            } catch (NumberFormatException e) {
                number = -1;
            }
            if (number < 0 || number > AgentProtocol.MAX_RADIOS) {
                throw new IllegalArgumentException(
                        "--radios wants a number from 0 to "
                                + AgentProtocol.MAX_RADIOS
                                + ", not \""
                                + text
                                + "\"");
            }
            return number;
        }

        AgentOptions options() {
            List<AgentAddress> hosts = to.isEmpty() ? DEFAULT_TO : List.copyOf(to);
            if (netns.size() > MAX_NAMESPACES) {
                throw new IllegalArgumentException(
                        "at most " + MAX_NAMESPACES + " network namespaces");
            }
            if (netns.size() > 1) {
                for (AgentAddress host : to) {
                    if (host instanceof AgentAddress.Serial) {
                        throw new IllegalArgumentException(
                                "one line carries one guest, so --netns may be given once with "
                                        + host);
                    }
                }
            }
            return new AgentOptions(
                    hosts, name, radios, secretFile, List.copyOf(netns), once, quiet, help, train);
        }
    }
}
