package org.shiplog.cluster.simulation;

/**
 * Names the commands of one attempt at a request. Every attempt sends its command to the same generation of a repository under the
 * same id, so that it has one effect. What is another command, for another generation or to register the repository anew,
 * has another id: the entity would take it for one that it has worked on.
 */
record Attempt(String request, int number) {
    String toRepository(long generation) {
        return request + "/" + generation;
    }

    String toProject(int command) {
        return request + "." + number + "/" + command;
    }

    static String requestOf(String commandId) {
        return commandId.split("[./]", 2)[0];
    }
}
