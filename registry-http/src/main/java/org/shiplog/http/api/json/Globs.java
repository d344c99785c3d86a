package org.shiplog.http.api.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.shiplog.domain.access.RepositoryGlob;
import org.shiplog.domain.project.Member;

/** Patterns for repositories in requests and answers. */
public final class Globs {
    private Globs() {}

    /** At most {@value Member#MAX_REPOSITORIES}; none when the field is absent. */
    public static List<RepositoryGlob> read(Fields fields, String name) throws Fields.Unfit {
        List<RepositoryGlob> globs = new ArrayList<>();
        for (String text : fields.texts(name, Member.MAX_REPOSITORIES, RepositoryGlob.MAX_LENGTH)) {
            globs.add(RepositoryGlob.parse(text)
                    .orElseThrow(() -> new Fields.Unfit("each of " + name
                            + " must be a repository's name behind its project's, in which * stands for anything")));
        }
        return globs;
    }

    /** Left out when there are none. */
    public static void put(ObjectNode object, String name, List<RepositoryGlob> globs) {
        if (!globs.isEmpty()) {
            ArrayNode list = object.putArray(name);
            globs.forEach(glob -> list.add(glob.pattern()));
        }
    }
}
