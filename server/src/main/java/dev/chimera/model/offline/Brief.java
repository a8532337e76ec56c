package dev.chimera.model.offline;

import dev.chimera.persona.Soul;
import java.util.List;

/**
 * What is to be written, for whom, from what.
 *
 * @param materials the best first
 * @param wanted how many posts are wanted: where choosing leaves fewer, the composer chooses less
 * @param most how many drafts at most, more than one per material where it carries them
 */
public record Brief(String goal, Soul soul, List<Material> materials, int wanted, int most) {

    public Brief {
        materials = List.copyOf(materials);
    }
}
