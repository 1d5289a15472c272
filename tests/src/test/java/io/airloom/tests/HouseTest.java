package io.airloom.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The drawing in ARCHITECTURE.md as a test: which room may use which, and what some of them never
/// do.
class HouseTest {
    /// Each room and the rooms that it may use; an arrow leads to all below it.
    private static final Map<String, Set<String>> ARROWS =
            Map.ofEntries(
                    Map.entry("linux", Set.of()),
                    Map.entry("image", Set.of()),
                    Map.entry("ieee80211", Set.of()),
                    Map.entry("hwsim", Set.of("ieee80211")),
                    Map.entry("medium", Set.of("ieee80211")),
                    Map.entry("guest", Set.of("hwsim", "medium", "ieee80211")),
                    Map.entry("vhost", Set.of("guest", "hwsim", "medium", "ieee80211", "linux")),
                    Map.entry("wire", Set.of("ieee80211")),
                    Map.entry("kernel", Set.of("hwsim", "ieee80211", "linux")),
                    Map.entry(
                            "netlink",
                            Set.of("kernel", "guest", "hwsim", "medium", "ieee80211", "linux")),
                    Map.entry(
                            "remote",
                            Set.of("wire", "guest", "hwsim", "medium", "ieee80211", "linux")),
                    Map.entry("vwifi", Set.of("hwsim", "medium", "ieee80211", "linux")),
                    Map.entry("agent", Set.of("wire", "kernel", "hwsim", "ieee80211", "linux")),
                    Map.entry("proxy", Set.of("ieee80211", "linux")),
                    Map.entry("hostwifi", Set.of("proxy", "kernel", "hwsim", "ieee80211", "linux")),
                    Map.entry("windows", Set.of("proxy", "ieee80211")),
                    Map.entry("capture", Set.of("medium", "ieee80211", "linux")),
                    Map.entry(
                            "topology", Set.of("image", "capture", "proxy", "medium", "ieee80211")),
                    Map.entry("machine", Set.of("topology", "image", "vhost")),
                    Map.entry(
                            "lab",
                            Set.of(
                                    "machine",
                                    "topology",
                                    "image",
                                    "vhost",
                                    "remote",
                                    "wire",
                                    "vwifi",
                                    "proxy",
                                    "guest",
                                    "hwsim",
                                    "medium",
                                    "ieee80211",
                                    "capture",
                                    "linux")),
                    Map.entry(
                            "bench",
                            Set.of(
                                    "lab",
                                    "machine",
                                    "topology",
                                    "image",
                                    "vhost",
                                    "remote",
                                    "vwifi",
                                    "proxy",
                                    "wire",
                                    "guest",
                                    "hwsim",
                                    "medium",
                                    "ieee80211",
                                    "linux")),
                    Map.entry(
                            "report",
                            Set.of(
                                    "lab",
                                    "machine",
                                    "topology",
                                    "image",
                                    "vhost",
                                    "remote",
                                    "wire",
                                    "vwifi",
                                    "proxy",
                                    "guest",
                                    "hwsim",
                                    "medium",
                                    "ieee80211",
                                    "capture",
                                    "linux")),
                    Map.entry(
                            "top",
                            Set.of(
                                    "lab",
                                    "machine",
                                    "topology",
                                    "image",
                                    "vhost",
                                    "remote",
                                    "wire",
                                    "vwifi",
                                    "proxy",
                                    "guest",
                                    "hwsim",
                                    "medium",
                                    "ieee80211",
                                    "capture",
                                    "linux")),
                    Map.entry(
                            "junit",
                            Set.of(
                                    "report",
                                    "lab",
                                    "machine",
                                    "topology",
                                    "image",
                                    "vhost",
                                    "remote",
                                    "wire",
                                    "vwifi",
                                    "proxy",
                                    "guest",
                                    "hwsim",
                                    "medium",
                                    "ieee80211",
                                    "capture",
                                    "linux")),
                    Map.entry(
                            "site",
                            Set.of(
                                    "cli",
                                    "report",
                                    "top",
                                    "lab",
                                    "machine",
                                    "topology",
                                    "bench",
                                    "netlink",
                                    "agent",
                                    "hostwifi",
                                    "windows",
                                    "kernel",
                                    "image",
                                    "vhost",
                                    "remote",
                                    "wire",
                                    "vwifi",
                                    "proxy",
                                    "guest",
                                    "hwsim",
                                    "medium",
                                    "ieee80211",
                                    "capture",
                                    "linux")),
                    Map.entry(
                            "cli",
                            Set.of(
                                    "lab",
                                    "machine",
                                    "topology",
                                    "report",
                                    "top",
                                    "image",
                                    "bench",
                                    "vhost",
                                    "netlink",
                                    "remote",
                                    "vwifi",
                                    "agent",
                                    "proxy",
                                    "hostwifi",
                                    "windows",
                                    "kernel",
                                    "wire",
                                    "guest",
                                    "medium",
                                    "ieee80211",
                                    "capture",
                                    "linux")));

    private static final JavaClasses HOUSE =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.airloom");

    @Test
    void everyRoomUsesOnlyTheRoomsDrawnBelowIt() {
        List<String> wrong = new ArrayList<>();
        for (JavaClass origin : HOUSE) {
            String room = room(origin);
            Set<String> allowed = ARROWS.get(room);
            assertThat(allowed).as("a room without arrows: %s", room).isNotNull();
            origin.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass())
                    .filter(target -> target.getPackageName().startsWith("io.airloom."))
                    .filter(target -> !room(target).equals(room))
                    .filter(target -> !allowed.contains(room(target)))
                    .forEach(target -> wrong.add(origin.getName() + " uses " + target.getName()));
        }
        assertThat(new TreeSet<>(wrong)).isEmpty();
    }

    @Test
    void theImportSeesEveryRoom() {
        Set<String> seen = new TreeSet<>();
        HOUSE.forEach(type -> seen.add(room(type)));
        assertThat(seen).isEqualTo(new TreeSet<>(ARROWS.keySet()));
    }

    @Test
    void theFramePathKnowsNoFilesSocketsOrWallClock() {
        GivenClassesConjunction pure =
                noClasses()
                        .that()
                        .resideInAnyPackage(
                                "io.airloom.ieee80211",
                                "io.airloom.hwsim",
                                "io.airloom.medium",
                                "io.airloom.guest",
                                "io.airloom.wire");
        pure.should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io", "java.nio.file..", "java.nio.channels..", "java.net..")
                .check(HOUSE);
        pure.should().callMethod(System.class, "currentTimeMillis").check(HOUSE);
        pure.should().callMethod(System.class, "nanoTime").check(HOUSE);
        pure.should().callMethod(java.time.Instant.class, "now").check(HOUSE);
        pure.should().callMethod(Math.class, "random").check(HOUSE);
    }

    @Test
    void onlyTheFloorMakesSystemCallsAndWhatIsOfAnotherSystem() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.airloom.linux", "io.airloom.windows")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.foreign.Linker")
                .check(HOUSE);
    }

    @Test
    void oneRoomNamesHdrHistogramForTheHouse() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.airloom.medium", "io.airloom.bench")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.HdrHistogram")
                .check(HOUSE);
    }

    @Test
    void namesSayWhatThingsAre() {
        classes().should().haveNameNotMatching(".*(Impl|Manager|Utils?|Helper)$").check(HOUSE);
    }

    private static String room(JavaClass type) {
        return type.getPackageName().split("\\.", 4)[2];
    }
}
