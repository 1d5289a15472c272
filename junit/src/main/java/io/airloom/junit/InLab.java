package io.airloom.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A field that is given something of the lab: a [Node], the [Air], or the [LabHandle]. On a
/// parameter it is only needed to say a node's name that is not the parameter's.
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface InLab {
    /// The node's name, if it is not the field's or parameter's. Small letters: `accessPoint` is
    /// the node `access-point`.
    String value() default "";
}
