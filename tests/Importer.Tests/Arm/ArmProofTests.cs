using Importer.Arm;

namespace Importer.Tests.Arm;

/// <summary>A success proves only what it shows: everything else is a failed read, which may be tried again.</summary>
public sealed class ArmProofTests : IDisposable
{
    private const string Thing = "/subscriptions/s/resourceGroups/rg/providers/Contoso.Toys/toys/bear";
    private const string Toys = "/subscriptions/s/resourceGroups/rg/providers/Contoso.Toys/toys";

    private readonly ScriptedArm _arm = new();

    /// <summary>Bodies of a success that are no list, by name.</summary>
    public static TheoryData<string, string> NoLists =>
        new()
        {
            { "HTML", "<html><body>Sign in</body></html>" },
            { "empty", "" },
            { "no value", "{}" },
            { "null", """{"value":null}""" },
            { "an object for the list", """{"value":{}}""" },
            { "an error", """{"error":{"code":"InternalServerError","message":"no"}}""" },
            { "an error beside a list", """{"value":[],"error":{"code":"InternalServerError","message":"no"}}""" },
            { "truncated", """{"value":[{"id":"a","na""" },
            { "another kind of JSON", "[]" },
            { "an item without id", """{"value":[{"name":"","properties":{}}]}""" },
            { "an item that is no object", """{"value":["a"]}""" },
            { "an item that is null", """{"value":[null]}""" },
            { "a next page that is no text", """{"value":[],"nextLink":{}}""" },
            { "a next page that is no address", """{"value":[],"nextLink":"http://["}""" },
            { "one item twice", """{"value":[{"name":"a"},{"name":"A"}]}""" },
            { "two lists", """{"value":[{"name":"a"}],"value":[]}""" },
            { "an item with two names", """{"value":[{"name":"a","name":"b"}]}""" },
        };

    /// <summary>Bodies of a success that are no resource, by name.</summary>
    public static TheoryData<string, string> NoResources =>
        new()
        {
            { "HTML", "<html><body>Sign in</body></html>" },
            { "empty", "" },
            { "empty object", "{}" },
            { "a list", """{"value":null}""" },
            { "an error", """{"error":{"code":"InternalServerError","message":"no"}}""" },
            { "an error in a resource", """{"name":"bear","error":{"code":"InternalServerError","message":"no"}}""" },
            { "truncated", """{"name":"bear","prope""" },
            { "another kind of JSON", "[]" },
            { "two names", """{"name":"bear","name":"cat"}""" },
            { "nameless", """{"id":null,"name":"","properties":{}}""" },
        };

    public void Dispose() => _arm.Dispose();

    [Theory]
    [MemberData(nameof(NoLists))]
    public async Task A_success_that_is_no_list_is_a_failed_read(string name, string body)
    {
        _arm.On("GET " + Toys, new Answer(200, body));

        var refusal = await Assert.ThrowsAsync<ArmException>(() => _arm.Client().ListAsync(Toys, "1", CancellationToken.None));

        Assert.True(refusal.Kind == ArmErrorKind.Later, name);
        Assert.Equal("UnexpectedAnswer", refusal.Code);
    }

    [Theory]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(203)]
    [InlineData(206)]
    public async Task A_success_other_than_200_reads_nothing(int status)
    {
        _arm.On("GET " + Toys, new Answer(status, """{"value":[]}""")).On("GET " + Thing, new Answer(status, """{"name":"bear"}"""));
        var client = _arm.Client();
        Func<Task>[] reads =
        [
            () => client.ListAsync(Toys, "1", CancellationToken.None),
            () => client.ListValuesAsync(Toys, "1", CancellationToken.None),
            () => client.PageAsync(Toys, "1", CancellationToken.None),
            () => client.GetAsync(Thing, "1", CancellationToken.None),
            () => client.RequireAsync(Thing, "1", CancellationToken.None),
        ];

        foreach (var read in reads)
        {
            var refusal = await Assert.ThrowsAsync<ArmException>(read);

            Assert.Equal((ArmErrorKind.Later, "UnexpectedAnswer"), (refusal.Kind, refusal.Code));
        }
    }

    [Theory]
    [MemberData(nameof(NoLists))]
    public async Task A_later_page_that_is_no_list_fails_the_whole_read(string name, string body)
    {
        _arm.On("GET " + Toys, $$"""{"value":[{"name":"first"}],"nextLink":"{{Toys}}/2?api-version=1"}""")
            .On($"GET {Toys}/2", new Answer(200, body));

        var refusal = await Assert.ThrowsAsync<ArmException>(() => _arm.Client().ListAsync(Toys, "1", CancellationToken.None));

        Assert.True(refusal.Kind == ArmErrorKind.Later, name);
    }

    [Theory]
    [MemberData(nameof(NoResources))]
    public async Task A_success_that_is_no_resource_is_a_failed_read(string name, string body)
    {
        _arm.On("GET " + Thing, new Answer(200, body));

        var optional = await Assert.ThrowsAsync<ArmException>(() => _arm.Client().GetAsync(Thing, "1", CancellationToken.None));
        var required = await Assert.ThrowsAsync<ArmException>(() => _arm.Client().RequireAsync(Thing, "1", CancellationToken.None));

        Assert.True((optional.Kind, required.Kind) == (ArmErrorKind.Later, ArmErrorKind.Later), name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>not found</html>")]
    [InlineData("""{"code":"ResourceNotFound","message":"not from Resource Manager"}""")]
    [InlineData("""{"error":{"message":"no code"}}""")]
    public async Task A_404_without_the_error_of_Resource_Manager_is_a_failed_read(string body)
    {
        _arm.On("GET " + Thing, new Answer(404, body)).On("DELETE " + Thing, new Answer(404, body));

        var read = await Assert.ThrowsAsync<ArmException>(() => _arm.Client().GetAsync(Thing, "1", CancellationToken.None));
        var deleted = await Assert.ThrowsAsync<ArmException>(() => _arm.Client().DeleteAsync(Thing, "1", null, CancellationToken.None));

        Assert.Equal((ArmErrorKind.Later, ArmErrorKind.Later), (read.Kind, deleted.Kind));
    }

    [Fact]
    public async Task A_404_on_a_later_page_does_not_say_that_the_list_is_gone()
    {
        _arm.On("GET " + Toys, $$"""{"value":[{"name":"first"}],"nextLink":"{{Toys}}/2?api-version=1"}""")
            .On($"GET {Toys}/2", Answer.Error(404, "ResourceNotFound", "gone"));

        var refusal = await Assert.ThrowsAsync<ArmException>(() => _arm.Client().ListAsync(Toys, "1", CancellationToken.None));

        Assert.Equal(ArmErrorKind.Later, refusal.Kind);
    }

    [Fact]
    public async Task A_page_that_comes_twice_fails_the_read()
    {
        _arm.On("GET " + Toys, $$"""{"value":[{"name":"a"}],"nextLink":"{{Toys}}/2?api-version=1"}""")
            .On($"GET {Toys}/2", """{"value":[{"name":"a"}]}""");

        Assert.Equal(
            ArmErrorKind.Later,
            (await Assert.ThrowsAsync<ArmException>(() => _arm.Client().ListAsync(Toys, "1", CancellationToken.None))).Kind
        );
    }

    [Fact]
    public async Task A_link_back_to_a_page_that_was_read_ends_the_list_at_once()
    {
        _arm.On("GET " + Toys, $$"""{"value":[],"nextLink":"{{Toys}}?api-version=1"}""");

        var refusal = await Assert.ThrowsAsync<ArmException>(() => _arm.Client().ListAsync(Toys, "1", CancellationToken.None));

        Assert.Equal(ArmErrorKind.Later, refusal.Kind);
        Assert.Single(_arm.Sent);
    }

    [Fact]
    public async Task An_empty_page_in_the_middle_ends_nothing()
    {
        _arm.On("GET " + Toys, $$"""{"value":[],"nextLink":"{{Toys}}/2?api-version=1"}""")
            .On($"GET {Toys}/2", """{"value":[{"id":"/a","name":null}],"nextLink":null}""");

        Assert.Single(await _arm.Client().ListAsync(Toys, "1", CancellationToken.None));
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/octet-stream")]
    public async Task What_is_JSON_counts_whatever_it_is_called(string type)
    {
        _arm.On("GET " + Toys, new Answer(200, "\uFEFF{\"value\":[{\"name\":\"a\"}]}") { Type = type });

        Assert.Single(await _arm.Client().ListAsync(Toys, "1", CancellationToken.None));
    }

    [Theory]
    [InlineData("PUT", 200, "<html>Sign in</html>")]
    [InlineData("PUT", 201, """{"name":"be""")]
    [InlineData("PUT", 200, """{"error":{"code":"InternalServerError","message":"no"}}""")]
    [InlineData("DELETE", 200, "<html>Sign in</html>")]
    [InlineData("POST", 200, "<html>Sign in</html>")]
    [InlineData("POST", 200, "")]
    [InlineData("POST", 200, "[]")]
    public async Task A_write_that_was_answered_by_something_else_is_not_done(string method, int status, string body)
    {
        _arm.On($"{method} {Thing}", new Answer(status, body));
        var client = _arm.Client();

        var refusal = await Assert.ThrowsAsync<ArmException>(() =>
            method switch
            {
                "PUT" => client.PutAsync(Thing, "1", null, null, CancellationToken.None),
                "DELETE" => client.DeleteAsync(Thing, "1", null, CancellationToken.None),
                _ => client.PostAsync(Thing, "1", CancellationToken.None),
            }
        );

        Assert.Equal(ArmErrorKind.Later, refusal.Kind);
    }

    [Theory]
    [InlineData("Azure-AsyncOperation", "<html>Sign in</html>")]
    [InlineData("Azure-AsyncOperation", "")]
    [InlineData("Azure-AsyncOperation", "{}")]
    [InlineData("Azure-AsyncOperation", """{"status":"Succ""")]
    [InlineData("Location", "<html>Sign in</html>")]
    [InlineData("Location", "")]
    [InlineData("Location", "{}")]
    [InlineData("Location", """{"error":{"code":"InternalServerError","message":"no"}}""")]
    public async Task An_operation_whose_end_nobody_tells_has_not_ended_well(string header, string body)
    {
        _arm.On("PUT " + Thing, new Answer(202).With(header, $"{Thing}/operations/1?api-version=1"))
            .On($"GET {Thing}/operations/1", new Answer(200, body));

        var refusal = await Assert.ThrowsAsync<ArmException>(() => _arm.Client().PutAsync(Thing, "1", null, null, CancellationToken.None));

        Assert.Equal(ArmErrorKind.Later, refusal.Kind);
    }
}
