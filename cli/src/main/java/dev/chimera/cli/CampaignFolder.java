package dev.chimera.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The folder of a campaign file. What the file names is read and sent to the server, so a campaign file that came from
 * somebody else must not reach what lies elsewhere on this machine: a path counts as it is after all links.
 *
 * @param path absolute
 * @param allowOutside whether files elsewhere may be named, as {@code --allow-outside} says
 */
record CampaignFolder(Path path, boolean allowOutside) {

    static final String OUTSIDE = "FILE_OUTSIDE_FOLDER";

    /**
     * Where a file is that the campaign file names, relative to the folder; it need not be there.
     *
     * @throws CliFailure FILE_OUTSIDE_FOLDER
     * @throws InvalidPathException for what is no path
     */
    Path find(String name) {
        Path file = path.resolve(name);
        try {
            Path real = Files.exists(file)
                    ? file.toRealPath()
                    : path.toRealPath().resolve(name).normalize();
            if (allowOutside || real.startsWith(path.toRealPath())) {
                return real;
            }
        } catch (IOException e) {
            throw outside(name, "can't be looked at");
        }
        throw outside(name, "lies outside of the campaign file's folder");
    }

    private static CliFailure outside(String name, String why) {
        return CliFailure.badInput(
                OUTSIDE,
                name + " " + why,
                "move it beside the campaign file or below, or say --allow-outside if you trust that campaign file");
    }
}
