using Microsoft.Extensions.Logging;
using SoftCfg.Guidance;
using SoftCfg.Loading;

namespace SoftCfg.Tests.Diagnostics;

public class LogTests
{
    [Fact]
    public void A_program_that_gives_a_logger_hears_what_is_loaded_and_generated()
    {
        var logger = new Lines();
        using (var generator = ImageGenerator.Load(EmbeddedModel.Folder, logger: logger, cancellationToken: TestContext.Current.CancellationToken))
        {
            var options = new GenerationOptions
            {
                Classes = [3],
                Count = 3,
                BatchSize = 2,
                FirstIndex = 10,
                Guidance = new GuidanceOptions { Kind = GuidanceKind.None },
            };
            Assert.Equal(3, generator.Generate(options, cancellationToken: TestContext.Current.CancellationToken).Count());
        }
        Assert.Collection(logger.Heard,
            line => Assert.StartsWith("Information 1: Loaded rar from ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("Information 1: Loaded maskgit-vq from ", line, StringComparison.Ordinal),
            line => Assert.Equal("Information 2: Generating 3 images from index 10 on, 2 at a time, seed 0.", line),
            line => Assert.StartsWith("Debug 3: Images 10 to 11 took ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("Debug 3: Images 12 to 12 took ", line, StringComparison.Ordinal));
    }

    private sealed class Lines : ILogger
    {
        public List<string> Heard { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => Heard.Add($"{logLevel} {eventId.Id}: {formatter(state, exception)}");
    }
}
