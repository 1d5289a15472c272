package io.airloom.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Runs tests in a lab: on a class, one lab for all its methods; on a method, one for that.
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
public @interface WifiLab {
    /// The topology file: on the class path beside the class, else from the project's folder.
    String value() default "";
}
