/// The program for inside a guest: carries the messages of its kernel's radios to the air.
@NullMarked
package io.airloom.agent;

import org.jspecify.annotations.NullMarked;
