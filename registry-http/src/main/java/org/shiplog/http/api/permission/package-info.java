/** Which permissions there are, and why somebody has one or not. */
@NullMarked
package org.shiplog.http.api.permission;

import org.jspecify.annotations.NullMarked;
