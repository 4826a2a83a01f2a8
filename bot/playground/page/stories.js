// The three guided stories, as data. A step is one explanation and, mostly, one act.
//   as, channel   who looks where while the step is open
//   act           {type: "post", text, reply?, mention?, file?} | {type: "press", label} | {type: "show"} | {type: "underneath"}
//   until         "bot-reply" (in the story's thread) | "moved" (anything by the bot here) | "staff-card" | null: a plain Next
//   thread        "case" (the developer's thread) or "staff" (the thread under the card in #support-desk)

const LIN = "U0DEV01";
const MAYA = "U0DEV02";
const SAM = "U0SUP01";
const NIMBUS = "C0NIMBUS";
const PAPER = "C0PAPER";
const STAFF = "C0STAFF";

const CRASH_LOG = `Incident Identifier: 0F6C2B1E-5A77-4E10-9C61-7C1B6D0A4D11
Hardware Model:      iPhone15,2
Process:             PaperKite [1187]
Identifier:          example.paperkite.app
Version:             2.8.0 (280)
Date/Time:           2026-11-22 21:14:09.4410 -0800
OS Version:          iPhone OS 18.5 (22F76)

Exception Type:  EXC_BAD_ACCESS (SIGSEGV)
Exception Subtype: KERN_INVALID_ADDRESS at 0x0000000000000018
Triggered by Thread:  17

Application Specific Information:
BrightwireRTC 4.3.0 (build 20260511.1) channel=studio-7 role=host
last event: leaveChannel state=LEAVING camera=on

Thread 0 name:  Dispatch queue: com.apple.main-thread
0   libsystem_kernel.dylib   mach_msg2_trap + 8
1   PaperKite                RoomController.leave() + 212

Thread 17 name:  bw_video_capture
Thread 17 Crashed:
0   BrightwireRTC            bw::CaptureSource::onFrame(bw::Frame const&) + 88
1   BrightwireRTC            bw::CameraCapture::deliver(CMSampleBufferRef) + 340
2   AVFCapture               -[AVCaptureVideoDataOutput _handleSampleBuffer:] + 204
3   libdispatch.dylib        _dispatch_call_block_and_release + 32
${Array.from({ length: 40 }, (_, n) => `21:14:0${Math.floor(n / 5)}.${String(n * 23 % 1000).padStart(3, "0")} bw_net  I  heartbeat seq=${4100 + n} rtt=${38 + (n % 7)}ms`).join("\n")}
21:14:09.402 bw_api  I  leaveChannel called
21:14:09.431 bw_cap  W  frame after release: source=0x0
`;

export const STORIES = [
  {
    id: "token", title: "A token error", time: "1 minute", languages: true,
    summary: "A developer is thrown out of a call. The documentation knows why: watch a short answer with its sources.",
    steps: [
      { as: LIN, channel: NIMBUS, title: "Lin asks",
        text: "You are Lin Wei, a developer at Nimbus Games. Lin mentions the bot in the customer's own channel.",
        button: "Ask as Lin",
        act: { type: "post", mention: true, text: {
          en: "How do I fetch a new token before the old one expires, so that the media is not interrupted? And what does error 1109 after a day mean?",
          zh: "Token 过期前怎样续期，通话才不会中断？满一天后的错误 1109 是什么意思？",
        } }, until: "bot-reply" },
      { as: LIN, channel: NIMBUS, thread: "case", title: "Read the answer",
        text: "Without a language model the bot quotes the passages word for word, and says so. The sources stand below, then one small line on what they are valid for. Nothing in it is guessed." },
      { as: LIN, channel: NIMBUS, thread: "case", title: "Say how it went",
        text: "A press on “Solved” closes the question. The buttons give way to a line that says what happened.",
        button: "Press “Solved”", act: { type: "press", label: /^(solved|已解决)$/i }, until: "moved" },
      { as: LIN, channel: NIMBUS, thread: "case", title: "Look underneath",
        text: "Every step is on record: the stored event, the passages with their scores, the decision and its reason.",
        button: "Open “Underneath”", act: { type: "underneath" } },
    ],
  },
  {
    id: "crash", title: "A crash with a log", time: "2 minutes",
    summary: "A crash that no page explains, and a log file. It becomes a ticket that an engineer can use, without a form.",
    steps: [
      { as: MAYA, channel: PAPER, title: "Maya reports a crash",
        text: "You are Maya Ortiz at Paper Kite, on the Basic plan. Maya attaches the crash log that the phone wrote.",
        button: "Report as Maya",
        act: { type: "post", mention: true, file: { name: "PaperKite-crash.ips.txt", type: "text/plain", content: CRASH_LOG },
          text: { en: "Our iOS app crashes when a user leaves the channel. Log attached." } }, until: "bot-reply" },
      { as: MAYA, channel: PAPER, thread: "case", title: "The nearest it has",
        text: "No page knows this crash. The bot shows what comes nearest, with its source, and offers the next step." },
      { as: MAYA, channel: PAPER, thread: "case", title: "Maya adds the rest",
        text: "A reply in the thread is enough. On the Basic plan a person answers through a ticket, so that is what the bot prepares.",
        button: "Reply as Maya",
        act: { type: "post", reply: true, text: { en: "It happens every time with the camera on: join as host, turn the camera on, wait a minute, leave. With the camera off it never crashes. Expected: leaving just works. brightwire-rtc 4.3.0, iPhone 14 Pro, iOS 18.5. Please connect me to an engineer." } },
        until: "bot-reply" },
      { as: MAYA, channel: PAPER, thread: "case", title: "File the ticket",
        text: "It is filled from Maya's own words. One press files it; “Edit first” opens it as a form.",
        button: "Press “File this ticket”", act: { type: "press", label: /^(file this ticket|提交此工单)$/i }, until: "moved" },
      { as: SAM, channel: STAFF, title: "What Sam sees",
        text: "You are Sam Okafor in support. The card says who, what, how bad and why, what the log holds, and what was tried. Sam need not ask Maya anything again.",
        button: "Look as Sam", act: { type: "show" }, until: "staff-card" },
    ],
  },
  {
    id: "emergency", title: "Launch tomorrow, messages lost", time: "3 minutes", languages: true,
    summary: "Critical, on the Enterprise plan. No searching for pages now: a person has to take it, with a clock running.",
    steps: [
      { as: LIN, channel: NIMBUS, title: "Lin is in trouble",
        text: "The launch is tomorrow and all group messages are gone. Lin also asks for somebody on site.",
        button: "Ask as Lin",
        act: { type: "post", mention: true, text: {
          en: "We launch tomorrow and since this morning ALL group messages are lost, for every user, on Android and iOS. Production is down. Messaging SDK 4.4.0. Can you send an engineer to our office in Shanghai?",
          zh: "明天就上线了，从今天早上开始所有群组消息全部丢失，所有用户都受影响，Android 和 iOS 都有，生产环境不可用。消息 SDK 4.4.0。能不能派工程师来我们上海办公室上门支持？",
        } }, until: "bot-reply" },
      { as: LIN, channel: NIMBUS, thread: "case", title: "A person is called",
        text: "The bot does not search for consolation. The case is filed, an engineer is being called, and Lin reads when to expect word, in Lin's own time zone. The visit is noted." },
      { as: SAM, channel: STAFF, title: "Sam gets the card",
        text: "You are Sam Okafor. The card came to #support-desk: severity with its reason, and the clock. The ladder has paged the first specialist in its thread.",
        button: "Look as Sam", act: { type: "show" }, until: "staff-card" },
      { as: SAM, channel: STAFF, title: "Sam claims it",
        text: "One press. The ladder stops paging, Lin is told who has the case, and the bot goes quiet in that thread.",
        button: "Press “Claim”", act: { type: "press", label: /^(claim|接手)$/i }, until: "moved" },
      { as: SAM, channel: NIMBUS, thread: "case", title: "Sam answers Lin",
        text: "Sam writes straight into Lin's thread. From here two people talk.",
        button: "Reply as Sam",
        act: { type: "post", reply: true, text: {
          en: "Lin, I have it. A routing change at 08:10 stopped group delivery for your app. It is rolled back; nothing is lost, clients fetch the gap at the next login. An engineer is on call for your launch.",
          zh: "Lin，我来处理。今天 08:10 的一次路由变更导致你们应用的群组消息停止投递，现已回滚。消息没有丢，客户端下次登录会补齐。上线期间有工程师值守。",
        } } },
      { as: SAM, channel: STAFF, title: "Sam resolves it",
        text: "The button opens a small form. Write cause and fix as Lin will read them, and send it.",
        button: "Press “Resolve”", act: { type: "press", label: /^(resolve|解决)$/i }, until: "moved" },
      { as: LIN, channel: NIMBUS, thread: "case", title: "Lin has the last word",
        text: "Lin is asked whether it is really solved. A “no” would open the case again, with its clock.",
        button: "Press “Yes, it is solved”", act: { type: "press", label: /^(yes, it is solved|是，已解决)$/i }, until: "moved" },
    ],
  },
];
