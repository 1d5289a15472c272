package io.airloom.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.medium.Air;
import io.airloom.medium.Radio;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RadioTableTest {
    private final Air air = new Air();

    @Test
    void itAgreesWithAMapThroughAnyHistory() {
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            RadioTable table = new RadioTable(100);
            Map<Long, Radio> map = new HashMap<>();
            // Few keys that differ in one octet or two, as those of a kernel do.
            long spread = random.nextBoolean() ? 1 : 0x100;
            for (int i = 0; i < 3000; i++) {
                long key = Kernel.KEY + spread * random.nextInt(150);
                Radio radio = map.get(key);
                assertThat(table.find(key)).as("seed %d, step %d", seed, i).isSameAs(radio);
                if (radio != null && random.nextBoolean()) {
                    table.remove(radio);
                    map.remove(key);
                } else if (radio == null && !table.isFull()) {
                    radio = air.join("n", key, null);
                    air.leave(radio);
                    table.add(radio);
                    map.put(key, radio);
                }
                assertThat(table.size()).isEqualTo(map.size());
                assertThat(table.isFull()).isEqualTo(map.size() == 100);
            }
            int walked = 0;
            for (int slot = 0; slot < table.slots(); slot++) {
                Radio radio = table.at(slot);
                if (radio != null) {
                    assertThat(map.get(radio.key())).isSameAs(radio);
                    walked++;
                }
            }
            assertThat(walked).isEqualTo(map.size());
        }
    }

    @Test
    void aTableIsAtMostHalfFull() {
        assertThatThrownBy(() -> new RadioTable(0)).hasMessage("limit=0");
        assertThatThrownBy(() -> new RadioTable(129)).hasMessage("limit=129");
        new RadioTable(128);
    }
}
