/** The past: what tags stood for, repositories and projects as they were, and the undoing of what was done. */
@NullMarked
package org.shiplog.http.api.history;

import org.jspecify.annotations.NullMarked;
