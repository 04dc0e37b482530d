using CsCheck;
using SoftCfg.Labels;
using SoftCfg.Loading;

namespace SoftCfg.Tests.Labels;

public class ClassNamesTests
{
    private static readonly ClassNames ImageNet = ClassNames.ImageNet;
    private static readonly ClassNames Pets = ClassNames.Of("pets", ["Cat", "Dog, hound", "guinea-pig", "dog", "guinea pig"]);

    [Fact]
    public void ImageNet_has_a_thousand_names_in_the_order_of_the_labels()
    {
        Assert.Equal(1000, ImageNet.Names.Count);
        Assert.Equal(1000, ImageNet.Names.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("tench", ImageNet.Names[0]);
        Assert.Equal("golden retriever", ImageNet.Names[207]);
        Assert.Equal("toilet tissue", ImageNet.Names[999]);
        Assert.DoesNotContain(ImageNet.Names, name => name.Length == 0 || name != name.Trim() || name.Contains(';'));
    }

    [Fact]
    public void Fashion_has_the_names_of_the_embedded_model() =>
        Assert.Equal(EmbeddedModel.Describe().Classes, ClassNames.Fashion.Names);

    [Theory]
    [InlineData("0", 0)]
    [InlineData(" 999 ", 999)]
    [InlineData("golden retriever", 207)]
    [InlineData("Golden_Retriever", 207)]
    [InlineData("GOLDEN-RETRIEVER", 207)]
    [InlineData("  golden   retriever ", 207)]
    [InlineData("Carassius auratus", 1)]
    [InlineData("crane bird", 134)]
    [InlineData("taxi", 468)]
    [InlineData("washing machine", 897)]
    [InlineData("billiard-table", 736)]
    public void A_label_a_name_and_a_synonym_are_found(string text, int label) =>
        Assert.Equal(label, ImageNet.Find(text));

    [Theory]
    [InlineData("pants", 1)]
    [InlineData("t shirt/top", 0)]
    [InlineData("Ankle_Boots", 9)]
    public void Fashion_has_synonyms_of_its_own(string text, int label) =>
        Assert.Equal(label, ClassNames.Fashion.Find(text));

    [Theory]
    [InlineData("1000", "1000 is no class of ImageNet; its labels are 0 to 999.")]
    [InlineData("-1", "-1 is no class of ImageNet; its labels are 0 to 999.")]
    [InlineData("99999999999999999999", "99999999999999999999 is no class of ImageNet; its labels are 0 to 999.")]
    [InlineData("goldfsh",
        "'goldfsh' is no class of ImageNet; did you mean 'goldfish' (1)? It has 1000 classes, from tench to " +
        "toilet tissue.")]
    [InlineData("tabby kat",
        "'tabby kat' is no class of ImageNet; did you mean 'tabby' (281)? It has 1000 classes, from tench to " +
        "toilet tissue.")]
    [InlineData("golden",
        "'golden' is no class of ImageNet; did you mean 'golden retriever' (207)? It has 1000 classes, from " +
        "tench to toilet tissue.")]
    [InlineData("zzzzzzzzzzzz", "'zzzzzzzzzzzz' is no class of ImageNet. It has 1000 classes, from tench to toilet tissue.")]
    [InlineData("", "'' is no class of ImageNet. It has 1000 classes, from tench to toilet tissue.")]
    public void What_names_no_class_is_answered_with_what_comes_near(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ClassNameException>(() => ImageNet.Find(text)).Message);

    [Theory]
    [InlineData("crane", "'crane' names 2 classes of ImageNet: 134 crane bird, 517 crane. Give the label.")]
    [InlineData("maillot",
        "'maillot' names 2 classes of ImageNet: 638 maillot, 639 maillot tank suit (tank suit). Give the label.")]
    [InlineData("cardigan",
        "'cardigan' names 2 classes of ImageNet: 264 Cardigan (Cardigan Welsh corgi), 474 cardigan. Give the " +
        "label.")]
    [InlineData("Panda",
        "'Panda' names 2 classes of ImageNet: 387 lesser panda (red panda), 388 giant panda (panda bear). Give " +
        "the label.")]
    public void What_names_several_classes_lists_their_labels(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ClassNameException>(() => ImageNet.Find(text)).Message);

    [Fact]
    public void Names_of_a_model_are_found_alike()
    {
        Assert.Equal(1, Pets.Find("dog, hound"));
        Assert.Equal([2, 4], Pets.Named("Guinea_Pig"));
        Assert.Equal("'guinea pig' names 2 classes of pets: 2 guinea-pig, 4 guinea pig. Give the label.",
            Assert.Throws<ClassNameException>(() => Pets.Find("guinea pig")).Message);
        Assert.Equal("'kat' is no class of pets; did you mean 'Cat' (0)? " +
            "Its classes are Cat, Dog, hound, guinea-pig, dog, guinea pig.",
            Assert.Throws<ClassNameException>(() => Pets.Find("kat")).Message);
    }

    [Fact]
    public void A_model_with_the_names_of_ImageNet_understands_its_synonyms()
    {
        var model = ClassNames.Of("rar-b", [.. ImageNet.Names]);
        Assert.Equal(468, model.Find("taxicab"));
        Assert.Equal(ImageNet.Synonyms(468), model.Synonyms(468));
        Assert.StartsWith("'crane' names 2 classes of rar-b",
            Assert.Throws<ClassNameException>(() => model.Find("crane")).Message, StringComparison.Ordinal);
        Assert.Empty(ClassNames.Of("other", ["cab", "taxi rank"]).Synonyms(0));
    }

    [Fact]
    public void Every_name_and_synonym_leads_to_its_class_or_is_shared()
    {
        var shared = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var label = 0; label < 1000; label++)
        {
            foreach (var word in ImageNet.Synonyms(label).Append(ImageNet.Names[label]))
            {
                Assert.Contains(label, ImageNet.Named(word));
                if (ImageNet.Named(word).Count > 1)
                    shared.Add(word.Replace('-', ' '));
                else
                    Assert.Equal(label, ImageNet.Find(word));
            }
        }
        Assert.Equal(18, shared.Count);
    }

    [Fact]
    public void No_text_does_anything_but_name_a_class_or_say_why_not() =>
        Gen.String[0, 40].Sample(text =>
        {
            try
            {
                return ImageNet.Find(text) is >= 0 and < 1000;
            }
            catch (ClassNameException e)
            {
                return e.Message.Contains("ImageNet", StringComparison.Ordinal);
            }
        }, iter: 300);
}
