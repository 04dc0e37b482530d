namespace SoftCfg.Tests.GoldenHarness;

/// <summary>Every golden case, the project's own and those under <see cref="GoldenCases.FolderVariable"/>.</summary>
[Trait("Category", "Golden")]
public class GoldenTests
{
    /// <summary>Where a case is ("own" or "given") and its path there.</summary>
    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        if (!GoldenCases.OnlyGiven)
        {
            foreach (var name in GoldenCases.Under(GoldenCases.OwnFolder))
                cases.Add("own", name);
        }
        if (GoldenCases.GivenFolder is { } folder)
        {
            foreach (var name in GoldenCases.Under(folder))
                cases.Add("given", name);
        }
        return cases;
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Case_agrees_with_the_reference(string origin, string name)
    {
        var given = origin == "given";
        var root = given ? GoldenCases.GivenFolder! : GoldenCases.OwnFolder;
        var title = name == "." ? Path.GetFileName(Path.TrimEndingDirectorySeparator(root)) : name;
        try
        {
            using var golden = GoldenCase.Load(Path.Combine(root, name));
            var errors = GoldenFamilies.Run(golden);
            if (errors.Failure is { } failure)
                Assert.Fail(failure);
            if (!given)
                return;
            if (errors.NotGiven is { } reason)
                GoldenReport.Passed(title, reason);
            else
                GoldenReport.Passed(title, errors.RelativeL2, errors.Absolute);
        }
        catch (Exception e)
        {
            if (given)
                GoldenReport.Failed(title, e.Message);
            throw;
        }
    }
}
