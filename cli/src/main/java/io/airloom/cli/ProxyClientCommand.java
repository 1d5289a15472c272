package io.airloom.cli;

import io.airloom.image.EnvironmentException;
import io.airloom.image.Printable;
import io.airloom.image.TimeText;
import io.airloom.proxy.GuestTimes;
import io.airloom.proxy.HostAccess;
import io.airloom.proxy.ProxyGuest;
import io.airloom.proxy.ScanLayout;
import io.airloom.proxy.TcpTransport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A guest of a proxy, in Java: what the driver does, with its times, for tests and for systems
/// without it.
@Command(
        name = ProxyClientCommand.NAME,
        description = {
            "Be a guest of a proxy_wifi host, as the Linux driver is, timeouts included: scan, connect,"
                    + " disconnect, and listen to what the host tells unasked.",
            "ORDERs are done one after the other, up to the first that fails; \"then\" stands between two."
                    + " With - they are read from standard input, one a line. A connection lasts as long"
                    + " as the program: at its end the guest is gone, as a machine that is switched off."
        },
        footer = {
            "",
            "Orders:",
            "  scan [SSID]                       which networks there are; SSID may hide",
            "  connect SSID [--passphrase-file FILE | --pmk FILE] [--bssid ADDRESS]",
            "                                    scans first if need be, and asks for a passphrase on the",
            "                                    terminal if the network wants one; --pmk: 64 hex digits",
            "  disconnect                        leave the network",
            "  listen [signal|disconnected|networks] [TIME]",
            "                                    until the host has told of that, or time is over",
            "",
            "Examples:",
            "  airloom proxy-client --connect vsock scan",
            "  airloom proxy-client --connect uds:/tmp/vm.vsock scan then listen networks 1min",
            "  airloom proxy-client --connect vsock connect home --passphrase-file pw then listen",
            "  airloom proxy-client --connect tcp:127.0.0.1:12345 - < orders"
        })
final class ProxyClientCommand implements Callable<Integer> {
    static final String NAME = "proxy-client";

    private static final String CONNECT = "--connect";

    /// A word, or several in quotes.
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

    private final Terminal terminal;

    @Option(
            names = CONNECT,
            required = true,
            paramLabel = "WHERE",
            description =
                    "The host: vsock[:CID] (default CID: 2, the machine around this one), uds:PATH,"
                            + " tcp:HOST:PORT (listens on the next port).")
    private String where = "";

    @Option(
            names = "--generation",
            paramLabel = "LAYOUT",
            description = "How it reads scan results: b or c (default: c).")
    private ScanLayout generation = ScanLayout.C;

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            description =
                    "How long a notification may stop on its way (default: 10ms, as with the driver);"
                            + " more for machines that have much else to do.")
    private @Nullable String patience;

    @Option(names = "--json", description = "For programs: an object a line.")
    private boolean json;

    @Parameters(arity = "1..*", paramLabel = "ORDER", description = "What to do; see below.")
    private List<String> words = new ArrayList<>();

    ProxyClientCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        HostAccess host = host();
        GuestTimes times = times();
        boolean scripted = words.equals(List.of("-"));
        List<ClientOrder> orders = scripted ? List.of() : ClientOrder.all(words);
        ClientNews news = new ClientNews(terminal, json);
        // Ctrl-C in the middle of an order ends it as an exception does.
        try (Interruption interruption = new Interruption();
                ProxyGuest guest = ProxyGuest.start(host, generation, times, news)) {
            ClientRun run = new ClientRun(terminal, json, guest, news);
            try {
                boolean done = scripted ? runLines(run) : run.all(orders);
                return (done ? ExitCode.OK : ExitCode.FAILED).number();
            } catch (InterruptedException e) {
                if (!interruption.isRequested()) {
                    throw e;
                }
                return ExitCode.OK.number();
            }
        } catch (IOException e) {
            throw new EnvironmentException(
                    where + ": cannot listen for what the host tells: " + e.getMessage(),
                    "end the driver or client that listens there",
                    e);
        }
    }

    private static boolean runLines(ClientRun run) throws InterruptedException, IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            List<String> words = words(line);
            if (!words.isEmpty() && !run.all(ClientOrder.all(words))) {
                return false;
            }
        }
        return true;
    }

    /// The words of a line; quotes keep several together.
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            String quoted = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            words.add(quoted == null ? matcher.group(3) : quoted);
        }
        return words;
    }

    private GuestTimes times() {
        GuestTimes times = GuestTimes.of(generation);
        if (patience == null) {
            return times;
        }
        Duration time = TimeText.parse(patience);
        if (time == null || !time.isPositive()) {
            throw new UsageException(
                    "--patience must be a time such as 200ms, not " + Printable.quoted(patience));
        }
        return times.withNotification(time);
    }

    private HostAccess host() {
        return switch (ProxyAddress.parse(CONNECT, where)) {
            case ProxyAddress.Vsock(int cid) ->
                    HostAccess.vsock(
                            cid, TcpTransport.REQUEST_PORT, TcpTransport.NOTIFICATION_PORT);
            case ProxyAddress.Uds(Path uds) -> {
                SocketFiles.check(CONNECT, uds);
                yield HostAccess.uds(uds);
            }
            case ProxyAddress.Tcp tcp ->
                    HostAccess.tcp(tcp.address(), new InetSocketAddress(tcp.notificationPort()));
            case ProxyAddress.VhostUser _ ->
                    throw new UsageException(
                            CONNECT + ": vhost-user: is for machines; within one, say vsock");
        };
    }
}
