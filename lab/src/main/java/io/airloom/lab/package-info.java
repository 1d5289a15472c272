/// The lab: topologies, guest images, virtual machines, and commands in them.
@NullMarked
package io.airloom.lab;

import org.jspecify.annotations.NullMarked;
