using SoftCfg.Tests.Decoding;
using SoftCfg.Tests.Evaluation.Inception;
using SoftCfg.Tests.Families;
using SoftCfg.Tests.GoldenHarness;
using SoftCfg.Tests.Recipes;
using SoftCfg.Tests.Sweeps;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(SoftCfg.Tests.LongestFirst))]

namespace SoftCfg.Tests;

/// <summary>
/// Test classes run side by side, as many as there are processors; one that takes a minute must not be the last to start.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest =
    [
        .. new[]
        {
            typeof(GoldenTests), typeof(FullSizeTests), typeof(InceptionNetworkTests), typeof(GarbageTests), typeof(SweepTests),
            typeof(SweepDamageTests), typeof(DecodeSessionTests), typeof(CompareGuidanceTests),
        }.Select(type => type.FullName!),
    ];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections) where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Place(collection.TestCollectionDisplayName))];

    /// <summary>A class without a collection is one of its own, named after it.</summary>
    private static int Place(string collection)
    {
        var place = Array.FindIndex(Longest, name => collection.Contains(name, StringComparison.Ordinal));
        return place < 0 ? Longest.Length : place;
    }
}
