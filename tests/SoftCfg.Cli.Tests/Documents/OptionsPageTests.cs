namespace SoftCfg.Cli.Tests.Documents;

/// <summary>The reference of options is the program's.</summary>
public class OptionsPageTests
{
    private const string Page = "docs/options.md";

    [Fact]
    public void The_page_of_options_is_made_from_the_program()
    {
        var (file, made) = (Path.Combine(BookDocument.Root, Page), OptionsPage.Make());
        // How eng/options-page.sh writes it.
        if (Environment.GetEnvironmentVariable("SOFTCFG_WRITE_OPTIONS_PAGE") == "1")
            File.WriteAllText(file, made);
        Assert.True(File.Exists(file) && File.ReadAllText(file) == made, $"{Page} is not what the program has: run eng/options-page.sh.");
    }
}
