package io.airloom.guest;

import static io.airloom.guest.Kernel.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.hwsim.HwsimFlags;
import io.airloom.medium.Air;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Radios that are made and deleted while their kernel runs (NEW_RADIO and DEL_RADIO inside the
/// guest), and kernels that come again. Kernels announce addresses, but never radios.
class RadioChurnTest {
    private static final int HOURS = 2_000;
    private static final long ADDRESS = 0x0200_0000_0000L;
    private static final int FREQ = 2412;

    private final Air air = new Air();
    private final Kernel guest = new Kernel(air, "sta");
    private final Kernel other = new Kernel(air, "ap");

    @Test
    void aGuestMakesAndDeletesRadiosForHours() {
        guest.addAddress(KEY, ADDRESS);
        for (int i = 1; i <= HOURS; i++) {
            long key = KEY + 0x100L * i;
            guest.addAddress(key, ADDRESS + 0x100L * i);
            guest.beacon(key, ADDRESS + 0x100L * i, FREQ, i);
            guest.deleteAddress(key, ADDRESS + 0x100L * i);
            guest.port.sent.clear();
        }
        assertThat(guest.guest.counters().value(GuestCounter.RADIOS_REFUSED)).isZero();
        assertThat(air.radios()).isLessThanOrEqualTo(Guest.MAX_RADIOS);
        // The one that stayed was never pushed out.
        assertThat(guest.guest.radios()).anyMatch(radio -> radio.key() == KEY);
    }

    @Test
    void aRadioScansWithRandomAddressesForHours() {
        guest.addAddress(KEY, ADDRESS);
        for (int i = 1; i <= HOURS; i++) {
            guest.addAddress(KEY, ADDRESS + i);
            guest.beacon(KEY, ADDRESS + i, FREQ, i);
            guest.deleteAddress(KEY, ADDRESS + i);
            guest.port.sent.clear();
        }
        assertThat(guest.guest.counters().value(GuestCounter.ADDRESSES_REFUSED)).isZero();
        assertThat(guest.guest.radios().getFirst().addresses()).containsExactly(ADDRESS);
    }

    @Test
    void aRadioThatIsRecalledHearsAndAcknowledgesBeforeItHasSaidAnything() {
        guest.guest.recall(List.of(new KnownRadio(KEY, FREQ, List.of(ADDRESS))));
        other.data(KEY, ADDRESS, 0x0200_0000_0100L, FREQ, 7);
        assertThat(guest.received()).hasSize(1);
        assertThat(other.last().flags() & HwsimFlags.STAT_ACK).isEqualTo(HwsimFlags.STAT_ACK);

        // Its interface goes down: it answers no more.
        guest.deleteAddress(KEY, ADDRESS);
        other.data(KEY, ADDRESS, 0x0200_0000_0100L, FREQ, 8);
        assertThat(other.last().flags() & HwsimFlags.STAT_ACK).isZero();
    }

    @Test
    void whatIsKnownOfAGuestIsWhatItIsRecalledWith() {
        guest.addAddress(KEY, ADDRESS);
        guest.beacon(KEY, ADDRESS, FREQ, 1);
        guest.beacon(KEY + 1, ADDRESS + 1, 5180, 2);
        List<KnownRadio> known = guest.guest.radios();
        assertThat(known)
                .containsExactlyInAnyOrder(
                        new KnownRadio(KEY, FREQ, List.of(ADDRESS)),
                        new KnownRadio(KEY + 1, 5180, List.of(ADDRESS + 1)));
        guest.guest.close();
        Kernel again = new Kernel(air, "sta");
        again.guest.recall(known);
        assertThat(again.guest.radios()).containsExactlyInAnyOrderElementsOf(known);
    }
}
