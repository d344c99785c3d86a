/** Users, their secrets and personal tokens, and what the caller may do. */
@NullMarked
package org.shiplog.http.api.user;

import org.jspecify.annotations.NullMarked;
