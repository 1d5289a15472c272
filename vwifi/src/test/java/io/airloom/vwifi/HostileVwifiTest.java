package io.airloom.vwifi;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.linux.LinuxException;
import io.airloom.linux.UnixSocket;
import io.airloom.medium.AirCounter;
import io.airloom.vwifi.VwifiViolation.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Goal: whatever a client, a spy or a control program says, it alone suffers. Method: bystanders
/// of each kind exchange frames around each violation and lose none; the next client is served at
/// once.
class HostileVwifiTest extends VwifiFixture {
    private static final Path SECURITY = Path.of("../docs/security.md");
    private static final int ROUNDS = 2_000;

    private final SpecClient ap = client(46016);
    private final SpecClient sta = client(46272);
    private final Other guest = new Other("vm1");

    static List<VwifiViolation> violations() {
        return VwifiViolation.all();
    }

    @ParameterizedTest
    @MethodSource("violations")
    void whoBreaksARuleSuffersAlone(VwifiViolation violation) {
        UnixSocket[] pair = pair();
        switch (violation.role()) {
            case CLIENT -> server.client(pair[0], 99_000);
            case SPY -> server.spy(pair[0], 99_000);
            case CONTROL -> server.control(pair[0]);
        }
        exchange();
        int guests = guest.signals.size();
        violation.commit(pair[1]);
        settle();
        SpecClient culprit = new SpecClient(pair[1], false);
        long violations = value(VwifiCounter.VIOLATIONS);
        switch (violation.outcome()) {
            case DISCONNECTED -> {
                assertThat(culprit.isOver()).isTrue();
                assertThat(violations).isEqualTo(1);
                assertThat(notes).last().asString().startsWith("!").contains("octets");
            }
            case SERVED_ON -> {
                assertThat(culprit.isOver()).isFalse();
                assertThat(guest.signals).as("nobody heard it").hasSize(guests);
                culprit.send(20, beacon(OTHER), CHANNEL_1);
                settle();
                assertThat(guest.signals).as("the next frame is heard").hasSize(guests + 1);
                sta.heard();
            }
            case HUNG_UP -> {
                assertThat(new SpecControl(this).answer(pair[1]).remaining()).isZero();
                assertThat(model.scale()).isEqualTo(1);
            }
        }
        assertThat(violations).isEqualTo(violation.outcome() == Outcome.DISCONNECTED ? 1 : 0);
        exchange();
        SpecClient next = client(99_000);
        next.send(20, beacon(OTHER), CHANNEL_1);
        settle();
        assertThat(sta.heard()).isNotEmpty();
    }

    @Test
    void anyOctetsAtAllHurtNobody() {
        long seed = 2026;
        SplittableRandom random = new SplittableRandom(seed);
        exchange();
        long before = descriptors();
        for (int round = 0; round < ROUNDS; round++) {
            commitRandom(random);
            if (round % 100 == 0) {
                exchange();
            }
        }
        exchange();
        assertThat(air.radios()).as("seed %d", seed).isEqualTo(3);
        assertThat(descriptors()).isLessThanOrEqualTo(before + 1);
        assertThat(loop.poll(0)).isZero();
    }

    private void commitRandom(SplittableRandom random) {
        UnixSocket[] pair = UnixSocket.pair();
        switch (random.nextInt(3)) {
            case 0 -> server.client(pair[0], random.nextInt(3, 100_000));
            case 1 -> server.spy(pair[0], random.nextInt(3, 100_000));
            default -> server.control(pair[0]);
        }
        byte[] octets = new byte[random.nextInt(1, 3_000)];
        random.nextBytes(octets);
        if (random.nextBoolean()) {
            byte[] message = SpecClient.kernelMessage(beacon(OTHER), CHANNEL_6);
            System.arraycopy(message, 0, octets, 0, Math.min(message.length, octets.length));
            octets[random.nextInt(octets.length)] = (byte) random.nextInt();
            // Orders beyond these may rightly send the bystanders away.
            octets[0] = (byte) random.nextInt(5);
        }
        try (UnixSocket culprit = pair[1]) {
            culprit.send(octets, 0, octets.length);
            settle();
        } catch (LinuxException e) {
            // Hung up on already.
            assertThat(e.getMessage()).isNotEmpty();
        }
        settle();
    }

    @Test
    void beaconsFromAMillionAddressesAreOfAHundredRadiosAtMost() {
        SpecClient flood = client(99_000);
        for (int i = 0; i < 5_000; i++) {
            flood.send(20, beacon(0x74f8_f700_0000L + i), CHANNEL_1);
            settle();
            ap.raw();
            sta.raw();
        }
        assertThat(air.radios()).isEqualTo(3 + PeerRadios.MAX_RADIOS);
        exchange();
    }

    @Test
    void moreSpiesAndControlProgramsThanThereIsRoomForAreRefused() {
        List<SpecClient> spies = new ArrayList<>();
        for (int i = 0; i < VwifiServer.MAX_SPIES + 1; i++) {
            spies.add(spy(383));
        }
        assertThat(spies.getLast().isOver()).isTrue();
        assertThat(spies.getFirst().isOver()).isFalse();
        SpecControl control = new SpecControl(this);
        for (int i = 0; i < VwifiServer.MAX_CONTROLS; i++) {
            control.begin();
        }
        assertThat(new SpecClient(control.begin(), false).isOver()).isTrue();
        assertThat(value(VwifiCounter.REFUSED)).isEqualTo(2);
        exchange();
    }

    @Test
    void aClientThatHangsUpInTheMiddleOfARecordLeavesNothingBehind() {
        SpecClient half = client(99_000);
        half.sendRaw(new byte[] {20, 100, 0, 0, 0, 9, 9, 9});
        settle();
        half.socket.close();
        settle();
        assertThat(air.radios()).isEqualTo(3);
        exchange();
    }

    @Test
    void theTableInTheDocumentationIsTheOneOfTheTest() throws IOException {
        List<String> rows = VwifiViolation.all().stream().map(VwifiViolation::row).toList();
        List<String> document = Files.readAllLines(SECURITY, StandardCharsets.UTF_8);
        int from = document.indexOf(rows.getFirst());
        assertThat(from).as("the first row, %s", rows.getFirst()).isNotNegative();
        assertThat(document.subList(from, from + rows.size())).isEqualTo(rows);
        assertThat(rows.stream().distinct()).hasSameSizeAs(rows);
    }

    /// Each of the bystanders is heard by the others, and acknowledged.
    private void exchange() {
        ap.raw();
        sta.raw();
        long acknowledged = value(AirCounter.ACKNOWLEDGED);
        int heard = guest.signals.size();
        ap.send(20, beacon(AP), CHANNEL_1);
        sta.send(20, data(AP, STA), CHANNEL_1);
        settle();
        guest.send(data(AP, OTHER), CHANNEL_1);
        assertThat(sta.heard()).hasSizeGreaterThanOrEqualTo(1);
        assertThat(ap.heard()).hasSize(2);
        assertThat(guest.signals.size()).isEqualTo(heard + 2);
        assertThat(value(AirCounter.ACKNOWLEDGED)).isEqualTo(acknowledged + 2);
    }

    private static long descriptors() {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
