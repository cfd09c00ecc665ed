<?php
/** As much of WordPress as the plugin calls, for tests: it keeps what it is told in `$GLOBALS['site']`. */

define( 'ABSPATH', __DIR__ );

class WP_Error {}

/** A site on which nothing was set up. */
function new_site() {
	return (object) array(
		'options'  => array(),
		'actions'  => array(),
		'filters'  => array(),
		'scripts'  => array(),
		'enqueued' => array(),
		'inline'   => array(),
		'blocks'   => array(),
		'errors'   => array(),
		'answers'  => array(),
		'asked'    => array(),
		'embeds'   => array(),
		'settings' => array(),
		'may'      => array( 'edit_posts', 'manage_options' ),
	);
}
$GLOBALS['site']       = new_site();
$GLOBALS['shortcodes'] = array();

function add_action( $name, $callback ) {
	$GLOBALS['site']->actions[ $name ][] = $callback;
}
function add_filter( $name, $callback ) {
	$GLOBALS['site']->filters[ $name ][] = $callback;
}
function add_shortcode( $name, $callback ) {
	$GLOBALS['shortcodes'][ $name ] = $callback;
}
function get_option( $name ) {
	return $GLOBALS['site']->options[ $name ] ?? false;
}
function delete_option( $name ) {
	unset( $GLOBALS['site']->options[ $name ] );
}
function current_user_can( $what ) {
	return in_array( $what, $GLOBALS['site']->may, true );
}
function wp_register_script( $handle, $src, $needs, $version, $how ) {
	$GLOBALS['site']->scripts[ $handle ] = compact( 'src', 'needs', 'version', 'how' );
}
function wp_enqueue_script( $handle ) {
	$GLOBALS['site']->enqueued[] = $handle;
}
function wp_add_inline_script( $handle, $script ) {
	$GLOBALS['site']->inline[ $handle ] = $script;
}
function register_block_type( $name, $about ) {
	$GLOBALS['site']->blocks[ $name ] = $about;
}
function get_block_wrapper_attributes() {
	return 'class="wp-block-tickerd-ticker"';
}
function wp_oembed_add_provider( $format, $provider ) {
	$GLOBALS['site']->embeds[ $format ] = $provider;
}
function add_settings_error( $setting, $code, $message ) {
	$GLOBALS['site']->errors[ $code ] = $message;
}
function register_setting( $group, $name, $about ) {
	$GLOBALS['site']->settings[ $name ] = $about;
}
function add_options_page( $title, $menu, $capability, $slug, $callback ) {
	$GLOBALS['site']->settings[ $slug . '-page' ] = compact( 'capability', 'callback' );
}
function register_uninstall_hook( $file, $callback ) {
	$GLOBALS['uninstall'] = $callback;
}
function settings_fields( $group ) {
	echo '<input type="hidden" name="option_page" value="' . esc_attr( $group ) . '">';
}
function submit_button() {
	echo '<button>Save</button>';
}
function checked( $is ) {
	echo $is ? 'checked="checked"' : '';
}
function plugins_url( $path ) {
	return 'https://news.example/wp-content/plugins/tickerd/' . $path;
}
function admin_url( $path ) {
	return 'https://news.example/wp-admin/' . $path;
}
function wp_json_encode( $value, $flags ) {
	return json_encode( $value, $flags );
}
function wp_remote_get( $url ) {
	$GLOBALS['site']->asked[] = $url;
	return $GLOBALS['site']->answers[ $url ] ?? new WP_Error();
}
function is_wp_error( $value ) {
	return $value instanceof WP_Error;
}
function wp_remote_retrieve_response_code( $answer ) {
	return $answer['status'];
}
function wp_remote_retrieve_body( $answer ) {
	return $answer['body'];
}
function __( $text ) {
	return $text;
}
function esc_html( $text ) {
	return htmlspecialchars( $text, ENT_QUOTES );
}
/** What looks like an entity stays one. */
function esc_attr( $text ) {
	return htmlspecialchars( $text, ENT_QUOTES, 'UTF-8', false );
}
function esc_html_e( $text ) {
	echo esc_html( $text );
}
/** Nothing for other schemes; a relative address stays one. */
function esc_url_raw( $url, $schemes = array( 'http', 'https' ) ) {
	$has_scheme = preg_match( '#^\s*([a-z][a-z0-9+.-]*):#i', $url, $part );
	return $has_scheme && ! in_array( strtolower( $part[1] ), $schemes, true ) ? '' : preg_replace( '/[\s"<>]/', '', $url );
}
function esc_url( $url ) {
	return str_replace( array( '&', "'" ), array( '&#038;', '&#039;' ), esc_url_raw( $url ) );
}
