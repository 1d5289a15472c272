package io.airloom.medium;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AddressSetTest {
    @Test
    void itHoldsEachAddressOnceUpToItsLimit() {
        AddressSet set = new AddressSet(5);
        assertThat(set.contains(0)).isFalse();
        for (int i = 0; i < 5; i++) {
            assertThat(set.add(i)).isTrue();
            assertThat(set.add(i)).isTrue();
            assertThat(set.size()).isEqualTo(i + 1);
        }
        assertThat(set.add(5)).isFalse();
        assertThat(set.contains(5)).isFalse();
        assertThat(set.add(4)).isTrue();
    }

    @Test
    void whatIsRemovedMakesRoom() {
        AddressSet set = new AddressSet(3);
        set.add(1);
        set.add(2);
        set.add(3);
        set.remove(9);
        set.remove(1);
        assertThat(set.size()).isEqualTo(2);
        assertThat(set.contains(1)).isFalse();
        assertThat(set.contains(2)).isTrue();
        assertThat(set.contains(3)).isTrue();
        assertThat(set.add(4)).isTrue();
        assertThat(set.add(5)).isFalse();
    }

    @Test
    void theOldestGoFirstWhenTheLatestMustFit() {
        AddressSet set = new AddressSet(3);
        for (int i = 0; i < 8; i++) {
            set.addOverOldest(i);
            set.addOverOldest(i);
            assertThat(set.contains(i)).isTrue();
            assertThat(set.size()).isEqualTo(Math.min(i + 1, 3));
        }
        for (int i = 0; i < 8; i++) {
            assertThat(set.contains(i)).as("%d", i).isEqualTo(i >= 5);
        }
    }
}
