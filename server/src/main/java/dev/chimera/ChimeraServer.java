package dev.chimera;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The server process: whatever {@code chimera.roles} says it runs, until SIGTERM. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ChimeraServer {

    public static void main(String[] args) {
        SpringApplication.run(ChimeraServer.class, args);
    }
}
