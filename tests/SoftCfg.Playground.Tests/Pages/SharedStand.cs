namespace SoftCfg.Playground.Tests.Pages;

/// <summary>Tests of the page share one server and one browser.</summary>
[CollectionDefinition(Name)]
public sealed class SharedStand : ICollectionFixture<Stand>
{
    public const string Name = "page";
}
