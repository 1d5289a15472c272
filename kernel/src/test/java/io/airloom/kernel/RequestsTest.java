package io.airloom.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.airloom.linux.Errno;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Goal: requests are answered, and refusals are said in words. Method: this very kernel, of which
/// generic netlink's own family and the loopback link answer anybody.
final class RequestsTest {
    private static final int CONTROLLER = 0x10;
    private static final int GET_FAMILY = 3;
    private static final int GET_POLICY = 10;
    private static final int FAMILY_NAME = 2;

    private final Requests requests = Requests.generic();

    @AfterEach
    void close() {
        requests.close();
    }

    @Test
    void resolvesAFamily() {
        assertThat(Controller.family(requests, "nlctrl")).isEqualTo(CONTROLLER);
    }

    @Test
    void aFamilyThatIsNotThereIsRefusedInWords() {
        assertThatThrownBy(() -> Controller.family(requests, "no such"))
                .isInstanceOfSatisfying(
                        KernelException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                .hasMessage(
                        "the kernel refuses the family no such: No such file or directory"
                                + " (ENOENT)");
    }

    @Test
    void aDumpIsCollected() {
        List<byte[]> families =
                requests.dump(Request.command("all families", CONTROLLER, GET_FAMILY)).messages();

        assertThat(families.stream().map(f -> Requests.Answer.attributes(f, 4).text(FAMILY_NAME)))
                .contains("nlctrl");
    }

    @Test
    void theKernelsOwnWordsAreHandedOn() {
        Request policy =
                Request.command("a policy", CONTROLLER, GET_POLICY).with(FAMILY_NAME, 0x41414141);

        assertThatThrownBy(() -> requests.dump(policy))
                .isInstanceOf(KernelException.class)
                .hasMessageMatching(
                        "the kernel refuses a policy: Attribute failed .* \\(EINVAL\\)");
    }

    @Test
    void theStateOfALinkIsTold() {
        try (Requests route = Requests.route()) {
            Request loopback = Request.message("lo", 18).put32(0).put32(1).put32(0).put32(0);

            assertThat(route.ask(loopback).messages())
                    .singleElement()
                    .satisfies(message -> assertThat(message.length).isGreaterThan(16));
        }
    }

    @Test
    void aKernelWithoutSimulatedRadiosIsSaidSoWithARemedy() {
        try (Hwsim hwsim = Hwsim.open()) {
            assumeTrue(hwsim == null, "this kernel has simulated radios");
        } catch (KernelException e) {
            assertThat(e).hasMessageContaining("mac80211_hwsim is not loaded");
            assertThat(e.remedy()).contains("sudo modprobe mac80211_hwsim");
        }
    }

    @Test
    void aRequestThatGetsTooLongIsTheCallersMistake() {
        Request request = Request.command("long", CONTROLLER, GET_FAMILY);

        assertThatThrownBy(() -> request.with(1, new byte[2000]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("long: value.length=2000");
    }
}
