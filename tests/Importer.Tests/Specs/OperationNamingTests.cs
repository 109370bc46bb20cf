using Importer.Specs;

namespace Importer.Tests.Specs;

public sealed class OperationNamingTests
{
    [Theory]
    [InlineData("ChatCompletions_Create", "chatcompletions-create")]
    [InlineData("getChatCompletions", "getchatcompletions")]
    [InlineData("__Get  the\tThing!__", "get-the-thing")]
    [InlineData("Ünïcode", "n-code")]
    [InlineData("...", "")]
    public void Runs_of_other_characters_become_one_dash(string operationId, string name) =>
        Assert.Equal(name, OperationNaming.Name(operationId));

    [Fact]
    public void Long_names_are_cut_at_76() => Assert.Equal(new string('a', 76), OperationNaming.Name(new string('A', 77)));

    [Fact]
    public void Names_that_repeat_get_a_number() =>
        Assert.Equal(
            ["get-it", "get-it-1", "get-it-2", "other"],
            OperationNaming.Names([("Get_It", "get", "/a"), ("get-it", "get", "/b"), ("GET IT", "get", "/c"), ("other", "get", "/d")])
        );

    [Fact]
    public void Without_an_id_method_and_path_make_the_name() =>
        Assert.Equal(["post-chat-completions"], OperationNaming.Names([(null, "post", "/chat/completions")]));
}
