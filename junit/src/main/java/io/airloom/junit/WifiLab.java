package io.airloom.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Runs tests in a lab: on a class, one lab for all its methods; on a method, one for that method.
///
/// ```java
/// @WifiLab("wpa2.yaml")
/// class Wpa2Test {
///     @Test
///     void theStationReachesItsAccessPoint(Node ap, Node sta) {
///         sta.awaitAssociated();
///         sta.exec("ping -c 3 " + ap.name()).expectSuccess();
///     }
/// }
/// ```
///
/// Parameters of test methods, of `@BeforeEach`, `@BeforeAll` and of constructors may be a [Node],
/// the [Air], and the [LabHandle]; fields are given theirs with [InLab]. The lab has booted then.
/// Classes that run in parallel have labs of their own; methods of one lab run one after the other.
/// Between methods the air is as in the beginning, and machines that have ended are started again;
/// what else a method has done in a node stays.
///
/// When a test fails, its lab's frames, logs and consoles are kept in
/// `target/airloom/CLASS.METHOD/`, and the failure says so. JUnit 5.14 or 6.
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(WifiLabExtension.class)
public @interface WifiLab {
    /// The topology file: beside the class on the class path, at the class path's root, or named
    /// from the project's folder.
    String value() default "";

    /// Instead of a file, the name of a static method without parameters in the test class that
    /// returns a [io.airloom.topology.Topology].
    String method() default "";

    /// Other values for variables of the topology: `channel=6`.
    String[] set() default {};

    /// Another seed of the lab's air than its topology's: what chance decides there, such as which
    /// frames a bad link loses, follows from it. One number; the system property `airloom.seed`
    /// comes before it.
    long[] seed() default {};

    /// On a class: a lab for each method instead of one for all.
    boolean perMethod() default false;

    /// Whether the lab goes on to the next class with the same topology (in this JVM), instead of
    /// being ended and started again. One in which a test has failed does not.
    boolean reuse() default false;
}
