package io.airloom.lab;

import io.airloom.linux.LinuxException;
import io.airloom.machine.MachineFiles;
import io.airloom.remote.AgentListener;
import io.airloom.remote.Agents;
import io.airloom.remote.AgentsOptions;
import io.airloom.topology.NodeRadio;
import io.airloom.topology.NodeSpec;
import io.airloom.vhost.AirThread;
import io.airloom.vwifi.VwifiListener;
import io.airloom.vwifi.VwifiModel;
import io.airloom.vwifi.VwifiOptions;
import io.airloom.vwifi.VwifiServer;
import io.airloom.wire.AgentAddress;
import io.airloom.wire.Secret;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The ways other than a virtio radio by which nodes come to an air of this process: agents and
/// speakers of vwifi's protocol, at Unix sockets of the run directory. Where such a node has a
/// vsock device for nothing else, that is served by the air's thread, too: no other one has to wake
/// for a frame.
final class AirWays {
    private static final int MAX_NOTES = 16;

    private final AirThread air;
    private final Path directory;
    private final Agents agents;
    private final @Nullable VwifiServer vwifi;
    private final Map<String, AgentPlace> places = new HashMap<>();

    /// Who reads what is told may be slow; the air is not kept. Of very much, some is left out.
    private final Executor voice =
            new ThreadPoolExecutor(
                    0,
                    1,
                    1,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(MAX_NOTES),
                    Thread.ofVirtual().name("airloom-notes").factory(),
                    new ThreadPoolExecutor.DiscardPolicy());

    /// @param model the air's, if there are speakers of vwifi's protocol
    /// @param note is told what a person should know
    AirWays(AirThread air, Path directory, @Nullable VwifiModel model, Consumer<String> note) {
        this.air = air;
        this.directory = directory;
        Consumer<String> aside = text -> voice.execute(() -> note.accept(text));
        AgentsOptions options = options(new Refusals(aside));
        this.agents = air.attach((loop, on) -> new Agents(loop, on, options));
        this.vwifi =
                model == null
                        ? null
                        : air.attach((loop, on) ->
                                new VwifiServer(
                                        loop,
                                        on,
                                        model,
                                        VwifiOptions.defaults(),
                                        new Notes(aside)));
    }

    /// A node's own script says how many radios there shall be.
    private static AgentsOptions options(AgentListener listener) {
        AgentsOptions usual = AgentsOptions.standard(listener);
        return new AgentsOptions(
                usual.maxAgents(),
                usual.maxStrangers(),
                usual.greetingLimit(),
                usual.silence(),
                usual.ping(),
                usual.verdict(),
                0,
                listener);
    }

    /// Whether the vsock device of a node is on the air's thread.
    static boolean carriesVsock(NodeSpec node) {
        return node.hasVsock() && !node.vsock();
    }

    /// Opens what a node needs, once.
    ///
    /// @return where its agent comes
    /// @throws LinuxException if it cannot listen there
    synchronized AgentPlace open(NodeSpec node) {
        AgentPlace known = places.get(node.name());
        if (known != null) {
            return known;
        }
        AgentPlace place = AgentPlace.of(node, directory);
        MachineFiles files = new MachineFiles(directory, node.name());
        if (carriesVsock(node)) {
            air.listenVsock(files.vsock(), node.cid(), node.name(), files.vsockDoor());
        }
        VwifiServer server = vwifi;
        if (node.radio() == NodeRadio.VWIFI && server != null) {
            Path door = AgentPlace.vsockPort(files, VwifiOptions.VSOCK_PORT);
            air.call(() -> {
                server.clientsAt(door, node.cid(), node.name());
                return true;
            });
        }
        Secret secret = place.secret().isEmpty() ? null : Secret.of(place.secret());
        AgentAddress address = AgentAddress.parse(place.address());
        air.call(() -> agents.open(address, node.name(), secret));
        places.put(node.name(), place);
        return place;
    }

    /// How long frames take, also those of other ways.
    AirTimes times() {
        return AirTimes.of(air, agents);
    }

    private record Refusals(Consumer<String> note) implements AgentListener {
        @Override
        public void refused(String reason) {
            note.accept(reason);
        }
    }

    private record Notes(Consumer<String> note) implements VwifiListener {
        @Override
        public void noted(String text) {
            note.accept(text);
        }
    }
}
