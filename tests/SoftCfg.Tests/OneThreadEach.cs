using TorchSharp;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestPipelineStartup(typeof(SoftCfg.Tests.OneThreadEach))]

namespace SoftCfg.Tests;

/// <summary>
/// Tests run side by side, so each computes in one thread. Were each to use every core, their threads would wait for one
/// another, and libtorch's wait without sleeping: the suite then takes ten times as long.
/// </summary>
public sealed class OneThreadEach : ITestPipelineStartup
{
    /// <inheritdoc/>
    public ValueTask StartAsync(IMessageSink diagnosticMessageSink)
    {
        torch.set_num_threads(1);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask StopAsync() => ValueTask.CompletedTask;
}
