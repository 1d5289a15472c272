/// Virtual machines that run nodes, and commands in them. [EngineMachines] makes ready what a
/// topology needs and starts a [NodeMachine] for each node, under QEMU or UML; what a run leaves on
/// this computer is in its [RunDirectory], and ends with it. Nothing here knows what nodes do.
@NullMarked
package io.airloom.machine;

import org.jspecify.annotations.NullMarked;
