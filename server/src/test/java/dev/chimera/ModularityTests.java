package dev.chimera;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModularityTests {

    @Test
    void keepsEveryRoomToTheDependenciesThatItDeclares() {
        ApplicationModules.of(ChimeraServer.class).verify();
    }
}
