<?php
/** The settings of the plugin: where the server is, and whether one release of its script is pinned. */

defined( 'ABSPATH' ) || exit;

/** The http(s) origin that `$text` is, in lower case and without a slash at its end; '' when it is none. */
function tickerd_origin( $text ) {
	$found = is_string( $text ) && preg_match(
		'#^(https?)://([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?/?$#D',
		strtolower( trim( $text ) ),
		$part
	);
	if ( ! $found || ( isset( $part[3] ) && ( $part[3] < 1 || $part[3] > 65535 ) ) ) {
		return '';
	}
	return $part[1] . '://' . $part[2] . ( isset( $part[3] ) ? ':' . (int) $part[3] : '' );
}

/** The release that `$value` describes: `version`, `path` on the server, `integrity`; null when that is not sound. */
function tickerd_release( $value ) {
	$is_sound = is_array( $value ) &&
		isset( $value['version'], $value['path'], $value['integrity'] ) &&
		is_string( $value['version'] ) && is_string( $value['path'] ) && is_string( $value['integrity'] ) &&
		preg_match( '#^(/[A-Za-z0-9_.+-]+)+$#D', $value['path'] ) &&
		preg_match( '#^sha(256|384|512)-[A-Za-z0-9+/]+=*$#D', $value['integrity'] );
	return $is_sound ? array_intersect_key( $value, array_flip( array( 'version', 'path', 'integrity' ) ) ) : null;
}

/** The release that the server has now; null when it does not say. Takes up to five seconds. */
function tickerd_fetch_release( $server ) {
	$answer = wp_remote_get(
		$server . '/widget/release.json',
		array(
			'timeout'     => 5,
			'redirection' => 0,
		)
	);
	if ( is_wp_error( $answer ) || 200 !== wp_remote_retrieve_response_code( $answer ) ) {
		return null;
	}
	$document = json_decode( wp_remote_retrieve_body( $answer ), true );
	$file     = isset( $document['files']['tickerd.js'] ) ? $document['files']['tickerd.js'] : null;
	if ( ! is_array( $file ) || ! isset( $document['version'] ) ) {
		return null;
	}
	return tickerd_release( array( 'version' => $document['version'] ) + $file );
}

/** Says what is wrong with the settings. WordPress prints the message as it is. */
function tickerd_complain( $code, $message ) {
	add_settings_error( 'tickerd', $code, esc_html( $message ) );
}

/** The settings to store for what the form sent. */
function tickerd_sanitize_settings( $given ) {
	$given  = is_array( $given ) ? $given : array();
	$text   = isset( $given['server'] ) && is_string( $given['server'] ) ? trim( $given['server'] ) : '';
	$server = tickerd_origin( $text );
	if ( '' === $server && '' !== $text ) {
		/* translators: %s: what was entered */
		$message = __( 'Address of the server: expected an origin like https://rates.example.org, found %s', 'tickerd' );
		tickerd_complain( 'tickerd_server', sprintf( $message, $text ) );
		return tickerd_settings();
	}
	$pin     = ! empty( $given['pin'] ) && '' !== $server;
	$release = $pin ? tickerd_fetch_release( $server ) : null;
	if ( $pin && ! $release ) {
		/* translators: %s: the address of a server */
		$message = __( '%s/widget/release.json: expected a release to pin, found none', 'tickerd' );
		tickerd_complain( 'tickerd_release', sprintf( $message, $server ) );
		$pin = false;
	}
	return array(
		'server'  => $server,
		'pin'     => $pin,
		'release' => $release,
	);
}

function tickerd_admin_init() {
	register_setting(
		'tickerd',
		'tickerd',
		array(
			'type'              => 'array',
			'default'           => array(),
			'sanitize_callback' => 'tickerd_sanitize_settings',
		)
	);
}
add_action( 'admin_init', 'tickerd_admin_init' );

function tickerd_admin_menu() {
	add_options_page( 'tickerd', 'tickerd', 'manage_options', 'tickerd', 'tickerd_settings_page' );
}
add_action( 'admin_menu', 'tickerd_admin_menu' );

function tickerd_settings_page() {
	if ( ! current_user_can( 'manage_options' ) ) {
		return;
	}
	$settings = tickerd_settings();
	?>
	<div class="wrap">
		<h1>tickerd</h1>
		<form action="options.php" method="post">
			<?php settings_fields( 'tickerd' ); ?>
			<table class="form-table" role="presentation">
				<tr>
					<th scope="row"><label for="tickerd-server"><?php esc_html_e( 'Address of the server', 'tickerd' ); ?></label></th>
					<td>
						<input type="url" class="regular-text code" id="tickerd-server" name="tickerd[server]"
							value="<?php echo esc_attr( $settings['server'] ); ?>" placeholder="https://rates.example.org">
						<p class="description">
							<?php esc_html_e( 'Its script runs on your pages: enter only a server that you trust.', 'tickerd' ); ?>
						</p>
					</td>
				</tr>
				<tr>
					<th scope="row"><?php esc_html_e( 'Release', 'tickerd' ); ?></th>
					<td>
						<label>
							<input type="checkbox" name="tickerd[pin]" value="1" <?php checked( $settings['pin'] ); ?>>
							<?php esc_html_e( 'Pin the release that the server has now', 'tickerd' ); ?>
						</label>
						<p class="description">
							<?php
							if ( $settings['release'] ) {
								/* translators: %s: version of a release */
								echo esc_html( sprintf( __( 'Pinned: %s. Save again after an update of the server.', 'tickerd' ), $settings['release']['version'] ) );
							} else {
								esc_html_e( 'Browsers then run that very script or none.', 'tickerd' );
							}
							?>
						</p>
					</td>
				</tr>
			</table>
			<?php submit_button(); ?>
		</form>
	</div>
	<?php
}

/** Leaves nothing behind when the plugin is deleted. */
function tickerd_uninstall() {
	delete_option( 'tickerd' );
}
register_uninstall_hook( __DIR__ . '/tickerd.php', 'tickerd_uninstall' );
