/** The client for directories, against a real OpenLDAP server. */
@NullMarked
package org.shiplog.e2e.ldap;

import org.jspecify.annotations.NullMarked;
