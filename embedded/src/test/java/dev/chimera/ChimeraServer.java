package dev.chimera;

import org.springframework.boot.SpringApplication;

/** Stands in for the real server, which this module can't see: its name is what counts. */
public final class ChimeraServer {

    private ChimeraServer() {}

    public static void main(String[] arguments) {
        SpringApplication.run(ChimeraServer.class, arguments);
    }
}
