/** Asks a UAA server (Cloud Foundry User Account and Authentication) who somebody is. */
@NullMarked
package org.shiplog.http.auth.uaa;

import org.jspecify.annotations.NullMarked;
