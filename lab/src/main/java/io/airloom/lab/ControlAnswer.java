package io.airloom.lab;

/// What is answered to a request at a [ControlSocket].
sealed interface ControlAnswer permits ControlMessage, ControlFlow, ControlWork {}
