// A small table of common shortcodes; an unknown one stays readable as :name:.

const TABLE = `+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|smile 😄|grinning 😀|slightly_smiling_face 🙂|wink 😉|joy 😂
|thinking_face 🤔|confused 😕|cry 😢|sob 😭|scream 😱|heart ❤️|tada 🎉|fire 🔥|eyes 👀|pray 🙏|wave 👋|clap 👏
|raised_hands 🙌|ok_hand 👌|muscle 💪|point_right 👉|point_down 👇|point_up 👆|white_check_mark ✅|heavy_check_mark ✔️
|ballot_box_with_check ☑️|x ❌|negative_squared_cross_mark ❎|warning ⚠️|no_entry ⛔|no_entry_sign 🚫|question ❓
|exclamation ❗|information_source ℹ️|bulb 💡|rotating_light 🚨|bell 🔔|no_bell 🔕|hourglass ⌛
|hourglass_flowing_sand ⏳|alarm_clock ⏰|stopwatch ⏱️|watch ⌚|clock1 🕐|calendar 📆|date 📅|spiral_calendar_pad 🗓️
|memo 📝|pencil 📝|pencil2 ✏️|page_facing_up 📄|clipboard 📋|books 📚|book 📖|open_book 📖|link 🔗|paperclip 📎
|mag 🔍|mag_right 🔎|lock 🔒|unlock 🔓|key 🔑|wrench 🔧|hammer 🔨|hammer_and_wrench 🛠️|gear ⚙️|package 📦|ticket 🎫
|label 🏷️|bookmark 🔖|pushpin 📌|round_pushpin 📍|telephone ☎️|phone ☎️|telephone_receiver 📞|iphone 📱|computer 💻
|desktop_computer 🖥️|satellite 🛰️|email 📧|envelope ✉️|inbox_tray 📥|outbox_tray 📤|speech_balloon 💬
|left_speech_bubble 🗨️|robot_face 🤖|bust_in_silhouette 👤|busts_in_silhouette 👥|technologist 🧑‍💻|construction 🚧
|bug 🐛|zap ⚡|boom 💥|sparkles ✨|star ⭐|rocket 🚀|checkered_flag 🏁|triangular_flag_on_post 🚩|red_circle 🔴
|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵|large_purple_circle 🟣
|white_circle ⚪|black_circle ⚫|large_green_square 🟩|large_red_square 🟥|large_yellow_square 🟨|one 1️⃣|two 2️⃣
|three 3️⃣|four 4️⃣|five 5️⃣|arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrows_counterclockwise 🔄
|repeat 🔁|back 🔙|house 🏠|office 🏢|door 🚪|airplane ✈️|car 🚗|world_map 🗺️|globe_with_meridians 🌐
|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|bar_chart 📊|shield 🛡️|first_aid_kit 🩹|recycle ♻️
|heavy_plus_sign ➕|heavy_minus_sign ➖|new 🆕|sos 🆘|100 💯|cn 🇨🇳|us 🇺🇸|gb 🇬🇧|jp 🇯🇵|de 🇩🇪`;

const EMOJI = new Map(TABLE.replace(/\n/g, "").split("|").map((entry) => {
  const at = entry.lastIndexOf(" ");
  return [entry.slice(0, at), entry.slice(at + 1)];
}));

export const emoji = (name) => EMOJI.get(String(name).split("::")[0]) ?? null;

/** plain_text objects: only shortcodes are special. */
export function withEmoji(text) {
  return String(text).replace(/:([a-z0-9_+'-]+):/g, (whole, name) => emoji(name) ?? whole);
}
