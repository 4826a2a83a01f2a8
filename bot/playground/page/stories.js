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
          en: "Our Android app throws everybody out of the voice channel after about a day with error 1109. We create the token at login and it is valid for 24 hours. brightwire-rtc 4.3.1. How do we renew it without dropping the call?",
          zh: "我们的 Android 应用在语音频道里待满一天左右，所有人都会被踢出，报错 1109。Token 是登录时生成的，有效期 24 小时。brightwire-rtc 4.3.1。怎样续期才能不掉线？",
        } }, until: "bot-reply" },
      { as: LIN, channel: NIMBUS, thread: "case", title: "Read the answer",
        text: "The answer comes first, then steps, then the sources it was made from. One small line says what it is valid for. Nothing in it is guessed." },
      { as: LIN, channel: NIMBUS, thread: "case", title: "Say how it went",
        text: "A press on “Solved” closes the question. The buttons give way to a line that says what happened.",
        button: "Press “Solved”", act: { type: "press", label: /^(solved|已解决|解决了|问题已解决)/i }, until: "moved" },
      { as: LIN, channel: NIMBUS, thread: "case", title: "Look underneath",
        text: "Every step is on record: the stored event, the passages with their scores, the decision and its reason.",
        button: "Open “Underneath”", act: { type: "underneath" } },
    ],
  },
  {
    id: "crash", title: "A crash with a log", time: "2 minutes",
    summary: "A crash and a log file. The bot reads it, asks once for what is missing, and files a ticket that an engineer can use.",
    steps: [
      { as: MAYA, channel: PAPER, title: "Maya reports a crash",
        text: "You are Maya Ortiz at Paper Kite, on the Basic plan. Maya attaches the crash log that the phone wrote.",
        button: "Report as Maya",
        act: { type: "post", mention: true, file: { name: "PaperKite-crash.ips.txt", type: "text/plain", content: CRASH_LOG },
          text: { en: "Our iOS app crashes when a user leaves the channel. Log attached." } }, until: "bot-reply" },
      { as: MAYA, channel: PAPER, thread: "case", title: "What it read, what it asks",
        text: "The bot took version, device and the crashing thread from the log. It asks once, and only for what the log does not say." },
      { as: MAYA, channel: PAPER, thread: "case", title: "Maya adds the rest",
        text: "A reply in the thread is enough. There is a form, too, for those who prefer one.",
        button: "Reply as Maya",
        act: { type: "post", reply: true, text: { en: "It happens every time with the camera on: join as host, turn the camera on, wait a minute, leave. With the camera off it never crashes. Expected: leaving just works. brightwire-rtc 4.3.0, iPhone 14 Pro, iOS 18.5. About 5 % of our sessions are hit." } },
        until: "bot-reply" },
      { as: MAYA, channel: PAPER, thread: "case", title: "Open a ticket",
        text: "One press files the ticket. If a form opens, it is filled in already: look it over and submit it.",
        button: "Press the ticket button", act: { type: "press", label: /(ticket|工单)/i }, until: "moved" },
      { as: SAM, channel: STAFF, title: "What Sam sees",
        text: "You are Sam Okafor in support. The card says who, what, how bad and why, and what was tried. Sam need not ask Maya anything again.",
        button: "Look as Sam", act: { type: "show" } },
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
        text: "The bot does not search for consolation. It says who has the case, what they know, and when to expect word. If it offers a ticket, file it with one press.",
        button: "Press the ticket button, if there is one", act: { type: "press", label: /(ticket|工单|person|人工)/i, maybe: true } },
      { as: SAM, channel: STAFF, title: "Sam gets the card",
        text: "You are Sam Okafor. The card came to #support-desk: severity with its reason, and the clock.",
        button: "Look as Sam", act: { type: "show" }, until: "staff-card" },
      { as: SAM, channel: STAFF, title: "Sam claims it",
        text: "One press. The ladder stops paging, Lin is told who has the case, and the bot goes quiet in that thread.",
        button: "Press “Claim”", act: { type: "press", label: /(claim|take it|接手|认领)/i }, until: "moved" },
      { as: SAM, channel: NIMBUS, thread: "case", title: "Sam answers Lin",
        text: "Sam writes straight into Lin's thread. From here two people talk.",
        button: "Reply as Sam",
        act: { type: "post", reply: true, text: {
          en: "Lin, I have it. A routing change at 08:10 stopped group delivery for your app. It is rolled back; nothing is lost, clients fetch the gap at the next login. An engineer is on call for your launch.",
          zh: "Lin，我来处理。今天 08:10 的一次路由变更导致你们应用的群组消息停止投递，现已回滚。消息没有丢，客户端下次登录会补齐。上线期间有工程师值守。",
        } } },
      { as: LIN, channel: NIMBUS, thread: "case", title: "Lin sees a person",
        text: "Lin reads Sam's words in the same thread, and the visit is on record with the case.", button: "Look as Lin", act: { type: "show" } },
      { as: SAM, channel: STAFF, title: "Sam resolves it",
        text: "The clock stops. Lin is asked whether it is really solved.",
        button: "Press “Resolve”", act: { type: "press", label: /(resolve|解决)/i }, until: "moved" },
    ],
  },
];
