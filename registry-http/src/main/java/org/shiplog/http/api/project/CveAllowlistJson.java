package org.shiplog.http.api.project;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.shiplog.domain.project.CveAllowlist;
import org.shiplog.http.api.json.Fields;
import org.shiplog.http.api.json.Json;

/** Lists of accepted vulnerabilities as Harbor's clients write and read them. */
public final class CveAllowlistJson {
    private static final Set<String> KNOWN =
            Set.of("id", "project_id", "expires_at", "items", "creation_time", "update_time");
    private static final int MAX_ID_LENGTH = 128;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]*");

    /** The end of the year 9999. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private CveAllowlistJson() {}

    public static CveAllowlist read(Fields fields) throws Fields.Unfit {
        List<String> ids = new ArrayList<>();
        for (Fields item : fields.only(KNOWN).objects("items", CveAllowlist.MAX_IDS)) {
            String id =
                    item.only(Set.of("cve_id")).text("cve_id", MAX_ID_LENGTH).orElse("");
            if (!ID.matcher(id).matches()) {
                throw new Fields.Unfit("cve_id must be the id of a vulnerability");
            }
            ids.add(id);
        }
        Optional<Long> expiry = fields.number("expires_at");
        if (expiry.isPresent() && (expiry.get() < 0 || expiry.get() > LAST_SECOND)) {
            throw new Fields.Unfit("expires_at must be a time in seconds since 1970");
        }
        return new CveAllowlist(ids, expiry.map(Instant::ofEpochSecond));
    }

    /** @param projectId 0 for the whole registry's */
    public static ObjectNode write(long projectId, CveAllowlist allowlist) {
        ObjectNode object = Json.object().put("id", projectId).put("project_id", projectId);
        allowlist.expiresAt().ifPresent(end -> object.put("expires_at", end.getEpochSecond()));
        ArrayNode items = object.putArray("items");
        allowlist.ids().forEach(id -> items.addObject().put("cve_id", id));
        return object;
    }
}
