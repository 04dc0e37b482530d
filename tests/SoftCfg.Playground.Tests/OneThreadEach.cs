using TorchSharp;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestPipelineStartup(typeof(SoftCfg.Playground.Tests.OneThreadEach))]

namespace SoftCfg.Playground.Tests;

/// <summary>Tests run side by side, so each computes in one thread: their threads would wait for one another otherwise.</summary>
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
