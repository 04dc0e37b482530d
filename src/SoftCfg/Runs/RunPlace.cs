using Microsoft.Extensions.Logging;
using static TorchSharp.torch;

namespace SoftCfg.Runs;

/// <summary>Where a process works on a run, and who hears of it: nothing that decides an image.</summary>
/// <param name="Output">The folder of the run.</param>
/// <param name="Device">Where it computes.</param>
/// <param name="Worker">Its part among others.</param>
/// <param name="Logger">Told what the run does.</param>
internal sealed record RunPlace(string Output, Device Device, WorkerOptions Worker, ILogger Logger);
