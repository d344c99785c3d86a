package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.await;
import static org.shiplog.http.TestServer.basic;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.header;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.group.UserGroup;
import org.shiplog.domain.group.UserGroupCommand.CreateGroup;
import org.shiplog.domain.group.UserGroupRules;

/** Two tenants: alice runs {@code alpha}, bob {@code beta}. Bob is user 3 and carol user 4; {@code builders} is group 7. */
class MembersApiTest {
    private static final String PROJECTS = "/api/v2.0/projects";
    private static final String MEMBERS = PROJECTS + "/alpha/members";
    private static final String BOB = basic("bob", TestServer.PASSWORD);
    private static final String CAROL = basic("carol", TestServer.PASSWORD);

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
        server.register("bob", false);
        server.register("carol", false);
        createProject("alpha", alice());
        createProject("beta", BOB);
        group(new UserGroup(7, UserGroup.Kind.OIDC, "builders", ""));
        group(new UserGroup(8, UserGroup.Kind.LDAP, "staff", "cn=staff,dc=example"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void createProject(String name, String authorization) {
        server.sendJson("POST", PROJECTS, "{\"project_name\":\"" + name + "\"}", "Authorization", authorization);
    }

    private void group(UserGroup group) {
        await(server.groups.execute(UserGroupRules.ENTITY, new CreateGroup(group), TestServer.provenance()));
    }

    @Test
    void addsAMember() {
        HttpResponse<String> response = add("{\"role_id\":2,\"member_user\":{\"username\":\"carol\"}}");
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body()).isEmpty();
        String location = header(response, "Location");
        assertThat(location).matches(PROJECTS + "/[0-9]+/members/[0-9]+");
        JsonNode member = json(server.get(location, "Authorization", CAROL));
        assertThat(member.get("entity_name").asText()).isEqualTo("carol");
        assertThat(member.get("entity_id").asLong()).isEqualTo(4);
        assertThat(member.get("entity_type").asText()).isEqualTo("u");
        assertThat(member.get("role_id").asInt()).isEqualTo(2);
        assertThat(member.get("role_name").asText()).isEqualTo("developer");
        assertThat(location).isEqualTo(PROJECTS + "/" + member.get("project_id") + "/members/" + member.get("id"));
        assertThat(member.has("repositories")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role_id\":3,\"member_user\":{\"user_id\":4}}",
                "{\"role_id\":3,\"member_user\":{\"user_id\":4,\"username\":\"bob\"}}",
                "{\"role_id\":3,\"member_user\":{\"username\":\"carol\"},\"member_group\":null}",
                "{\"role_id\":3,\"member_group\":{\"id\":7}}",
                "{\"role_id\":3,\"member_group\":{\"group_name\":\"builders\",\"group_type\":3}}",
                "{\"role_id\":3,\"member_group\":{\"ldap_group_dn\":\"CN=staff, DC=example\",\"group_type\":1}}"
            })
    void findsUsersAndGroupsInEveryWay(String body) {
        assertThat(add(body).statusCode()).isEqualTo(201);
        assertThat(error(add(body))).isEqualTo("409 CONFLICT");
        assertThat(json(list("")).findValuesAsText("entity_name"))
                .hasSize(2)
                .containsAnyOf("carol", "builders", "staff");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"member_user\":{\"user_id\":4}}",
                "{\"role_id\":0,\"member_user\":{\"user_id\":4}}",
                "{\"role_id\":6,\"member_user\":{\"user_id\":4}}",
                "{\"role_id\":\"2\",\"member_user\":{\"user_id\":4}}",
                "{\"role_id\":2}",
                "{\"role_id\":2,\"member_user\":{}}",
                "{\"role_id\":2,\"member_user\":{\"user_id\":99}}",
                "{\"role_id\":2,\"member_user\":{\"username\":\"nobody\"}}",
                "{\"role_id\":2,\"member_user\":{\"username\":\"a:b\"}}",
                "{\"role_id\":2,\"member_group\":{\"id\":99}}",
                "{\"role_id\":2,\"member_group\":{\"group_name\":\"builders\"}}",
                "{\"role_id\":2,\"member_group\":{\"group_name\":\"builders\",\"group_type\":2}}",
                "{\"role_id\":2,\"member_group\":{\"ldap_group_dn\":\"staff\"}}",
                "{\"role_id\":2,\"member_group\":{\"ldap_group_dn\":\" \"}}",
                "{\"role_id\":2,\"member_user\":{\"user_id\":4},\"project_id\":2}",
                "{\"role_id\":2,\"member_user\":{\"user_id\":4,\"sysadmin_flag\":true}}",
                "{\"role_id\":2,\"member_user\":{\"user_id\":4},\"repositories\":[\"App*\"]}",
                "{\"role_id\":2,\"member_user\":{\"user_id\":4},\"repositories\":\"app\"}",
                "{\"role_id\":2,\"member_user\":{\"user_id\":4},\"actions\":[\"update\"]}"
            })
    void refusesMembersThatAreNone(String body) {
        assertThat(error(add(body))).isEqualTo("400 BAD_REQUEST");
        assertThat(json(list(""))).hasSize(1);
    }

    @Test
    void takesInGroupsThatTheProviderMayNameLater() {
        String body = "{\"role_id\":3,\"member_group\":{\"group_name\":\"testers\",\"group_type\":3}}";
        assertThat(error(add(body))).as("users are the registry's own").isEqualTo("400 BAD_REQUEST");
        server.set("auth_mode", "oidc_auth");
        assertThat(add(body).statusCode()).isEqualTo(201);
        assertThat(error(add(body))).isEqualTo("409 CONFLICT");
        assertThat(error(add(body.replace("testers", " ")))).isEqualTo("400 BAD_REQUEST");
        assertThat(json(list("?entityname=testers"))).hasSize(1);
    }

    @Test
    void takesInNobodyWhileTheDirectoryIsNotSetUp() {
        server.set("auth_mode", "ldap_auth");
        assertThat(error(add("{\"role_id\":3,\"member_user\":{\"username\":\"dana\"}}")))
                .isEqualTo("400 BAD_REQUEST");
        assertThat(error(add("{\"role_id\":3,\"member_group\":{\"ldap_group_dn\":\"cn=new,dc=example\"}}")))
                .isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void refusesMorePatternsThanAMemberMayHave() {
        String patterns = "\"a\"" + ",\"a\"".repeat(100);
        assertThat(error(add("{\"role_id\":2,\"member_user\":{\"user_id\":4},\"repositories\":[" + patterns + "]}")))
                .isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void limitsMembersToRepositoriesAndActions() {
        String location = header(
                add(
                        "{\"role_id\":2,\"member_user\":{\"user_id\":4},\"repositories\":[\"app-*\"],\"actions\":[\"pull\"]}"),
                "Location");
        JsonNode member = json(server.get(location, "Authorization", alice()));
        assertThat(member.get("repositories").toString()).isEqualTo("[\"app-*\"]");
        assertThat(member.get("actions").toString()).isEqualTo("[\"pull\"]");
        assertThat(server.token(Optional.of(CAROL), "repository:alpha/app-web:pull,push"))
                .isNotEmpty();
        assertThat(upload("alpha/app-web", CAROL)).isEqualTo(403);
        put(location, "{\"role_id\":4}");
        JsonNode changed = json(server.get(location, "Authorization", alice()));
        assertThat(changed.get("role_name").asText()).isEqualTo("maintainer");
        assertThat(changed.get("repositories").toString()).isEqualTo("[\"app-*\"]");
        put(location, "{\"role_id\":4,\"actions\":[]}");
        assertThat(upload("alpha/app-web", CAROL)).isEqualTo(202);
        assertThat(upload("alpha/application", CAROL)).isEqualTo(403);
        put(location, "{\"role_id\":4,\"repositories\":[]}");
        assertThat(upload("alpha/application", CAROL)).isEqualTo(202);
    }

    private int upload(String repository, String authorization) {
        return server.send(
                        "POST",
                        "/v2/" + repository + "/blobs/uploads/",
                        BodyPublishers.noBody(),
                        "Authorization",
                        authorization)
                .statusCode();
    }

    @Test
    void listsThePagesOfMembers() {
        add("{\"role_id\":2,\"member_user\":{\"user_id\":4}}");
        add("{\"role_id\":2,\"member_group\":{\"id\":7}}");
        assertThat(json(list("?page_size=2")).findValuesAsText("entity_name")).containsExactly("alice", "carol");
        HttpResponse<String> second = list("?page_size=2&page=2");
        assertThat(json(second).findValuesAsText("entity_type")).containsExactly("g");
        assertThat(header(second, "X-Total-Count")).isEqualTo("3");
        assertThat(json(list("?entityname=CAR")).findValuesAsText("entity_name"))
                .containsExactly("carol");
        assertThat(error(list("?page_size=101"))).isEqualTo("422 UNPROCESSABLE_ENTITY");
        assertThat(error(list("?entityname=" + "x".repeat(256)))).isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void removesAMemberWhoThenMayNothing() {
        String location = header(add("{\"role_id\":2,\"member_user\":{\"user_id\":4}}"), "Location");
        assertThat(server.get(PROJECTS + "/alpha", "Authorization", CAROL).statusCode())
                .isEqualTo(200);
        assertThat(delete(location).statusCode()).isEqualTo(200);
        assertThat(server.get(PROJECTS + "/alpha", "Authorization", CAROL).statusCode())
                .isEqualTo(403);
        assertThat(error(delete(location))).isEqualTo("404 NOT_FOUND");
        assertThat(error(put(location, "{\"role_id\":2}"))).isEqualTo("404 NOT_FOUND");
        assertThat(error(server.get(location, "Authorization", alice()))).isEqualTo("404 NOT_FOUND");
        assertThat(error(server.get(MEMBERS + "/x", "Authorization", alice()))).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void doesNotLetMembersOfBetaBeReachedThroughAlpha() {
        long bobs = json(server.get(PROJECTS + "/beta/members", "Authorization", BOB))
                .get(0)
                .get("id")
                .asLong();
        assertThat(error(server.get(MEMBERS + "/" + bobs, "Authorization", alice())))
                .isEqualTo("404 NOT_FOUND");
        assertThat(error(put(MEMBERS + "/" + bobs, "{\"role_id\":5}"))).isEqualTo("404 NOT_FOUND");
        assertThat(error(delete(MEMBERS + "/" + bobs))).isEqualTo("404 NOT_FOUND");
        for (String project : List.of("beta", "nosuch")) {
            String members = PROJECTS + "/" + project + "/members";
            assertThat(error(server.get(members, "Authorization", alice()))).isEqualTo("403 FORBIDDEN");
            assertThat(error(put(members + "/" + bobs, "{\"role_id\":5}"))).isEqualTo("403 FORBIDDEN");
            assertThat(error(delete(members + "/" + bobs))).isEqualTo("403 FORBIDDEN");
        }
    }

    /** Terraform's provider names the member in the body of a change, too: the path says who is meant. */
    @Test
    void changesTheMemberWhomThePathNames() {
        String location = header(add("{\"role_id\":2,\"member_user\":{\"user_id\":4}}"), "Location");
        String body = "{\"role_id\":3,\"member_group\":{},\"member_user\":{\"username\":\"bob\"}}";
        assertThat(put(location, body).statusCode()).isEqualTo(200);
        JsonNode member = json(server.get(location, "Authorization", alice()));
        assertThat(member.get("entity_name").asText()).isEqualTo("carol");
        assertThat(member.get("role_id").asInt()).isEqualTo(3);
    }

    @Test
    void keepsDevelopersFromMakingThemselvesMore() {
        String location = header(add("{\"role_id\":2,\"member_user\":{\"user_id\":4}}"), "Location");
        assertThat(error(server.sendJson("PUT", location, "{\"role_id\":1}", "Authorization", CAROL)))
                .isEqualTo("403 FORBIDDEN");
        assertThat(error(server.sendJson(
                        "POST", MEMBERS, "{\"role_id\":1,\"member_user\":{\"user_id\":3}}", "Authorization", CAROL)))
                .isEqualTo("403 FORBIDDEN");
    }

    private HttpResponse<String> add(String body) {
        return server.sendJson("POST", MEMBERS, body, "Authorization", alice());
    }

    private HttpResponse<String> list(String query) {
        return server.get(MEMBERS + query, "Authorization", alice());
    }

    private HttpResponse<String> put(String path, String body) {
        return server.sendJson("PUT", path, body, "Authorization", alice());
    }

    private HttpResponse<String> delete(String path) {
        return server.send("DELETE", path, BodyPublishers.noBody(), "Authorization", alice());
    }
}
