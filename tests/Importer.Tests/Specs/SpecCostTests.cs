using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Importer.Specs;

namespace Importer.Tests.Specs;

/// <summary>A document that somebody else wrote costs what it weighs: steps are counted, not seconds.</summary>
public sealed class SpecCostTests
{
    private const string Head =
        """{"openapi":"3.0.3","info":{"title":"t","version":"1"},"servers":[{"url":"https://a.example"}],"paths":{"/a":{"get":{"responses":{"200":{"description":"d","content":{"application/json":{"schema":{"$ref":"#/components/schemas/s0"}}}}}}}}""";

    /// <summary>Documents of a size, each made to be dear in its own way.</summary>
    private static readonly Dictionary<string, Func<int, string>> Makers = new()
    {
        ["a chain of schemas"] = Chain,
        ["a ring of schemas"] = size => Chain(size, "#/components/schemas/s0"),
        ["every schema refers to the last one"] = size => Schemas(size, _ => Ref($"#/components/schemas/s{size - 1}")),
        ["every schema refers to nothing"] = size => Schemas(size, number => Ref($"#/components/schemas/none{number}")),
        ["places below a long name"] = size =>
            Head
            + $$$""","components":{"schemas":{"s0":{"properties":{"{{{new string('n', size * 20)}}}":{"allOf":[{{{string.Join(',', Enumerable.Range(0, size).Select(_ => Ref("#/components/schemas/s0")))}}}]} } } } } }""",
        ["one parameter that every operation refers to"] = size =>
            $$$"""{"openapi":"3.0.3","info":{"title":"t","version":"1"},"paths":{ {{{string.Join(',', Enumerable.Range(0, size).Select(number => $$"""
            "/{{number}}":{"get":{"parameters":[{"$ref":"#/components/parameters/p{{size - 1}}"}],"responses":{"200":{"description":"d"} } } }
            """))}}} },"components":{"parameters":{ {{{string.Join(',', Enumerable.Range(0, size).Select(number => $$"""
            "p{{number}}":{"name":"q","in":"query","schema":{"type":"string"} }
            """))}}} } } }""",
        ["one operation id for all"] = size =>
            $$$"""{"openapi":"3.0.3","info":{"title":"t","version":"1"},"paths":{ {{{string.Join(',', Enumerable.Range(0, size).Select(number => $$"""
            "/{{number}}":{"get":{"operationId":"same","responses":{"200":{"description":"d"} } } }
            """))}}} } }""",
        ["a path of braces"] = size =>
            $$$"""{"openapi":"3.0.3","info":{"title":"t","version":"1"},"paths":{"/{{{new string('{', size * 40)}}}":{"get":{"responses":{"200":{"description":"d"} } } } } }""",
        ["an object in an object"] = size =>
            Head
            + $$$""","x":{{{string.Concat(Enumerable.Repeat("""{"a":""", Math.Min(size, 200)))}}}1{{{new string('}', Math.Min(size, 200))}}} }""",
    };

    public static TheoryData<string> Documents => [.. Makers.Keys];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Ten_times_the_document_costs_ten_times_the_steps(string document)
    {
        var (small, smallSteps) = Read(Makers[document](1_000));
        var (large, largeSteps) = Read(Makers[document](10_000));

        Assert.Equal(small.Document is null, large.Document is null);
        Assert.True(largeSteps <= (smallSteps * 12) + 1_000, $"{smallSteps} steps became {largeSteps}");
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(60_000)]
    public void A_long_chain_of_schemas_is_read_in_a_few_steps_a_schema(int schemas)
    {
        var (reading, steps) = Read(Chain(schemas));

        Assert.NotNull(reading.Document);
        Assert.InRange(steps, schemas, schemas * 12L);
    }

    [Fact]
    public void A_ring_of_schemas_contains_itself_and_a_chain_does_not()
    {
        var ring = Read(Chain(50, "#/components/schemas/s10")).Reading;
        var chain = Read(Chain(50)).Reading;

        Assert.Equal(
            Enumerable.Range(10, 40).Select(number => $"#/components/schemas/s{number}"),
            ring.Problems.Where(problem => problem.Message.StartsWith("contains itself", StringComparison.Ordinal))
                .Select(problem => problem.Pointer)
        );
        Assert.DoesNotContain(chain.Problems, problem => problem.Message.StartsWith("contains itself", StringComparison.Ordinal));
    }

    [Fact]
    public void More_references_than_are_read_are_refused_with_a_sentence() =>
        Assert.Contains(
            "holds more than 200,000 references",
            Read(
                Head
                    + $$$""","components":{"schemas":{"s0":{"allOf":[{{{string.Join(',', Enumerable.Repeat("""{"$ref":"#"}""", SpecReferences.Most + 1))}}}]} } } }"""
            ).Reading.Refusal,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    public void A_short_row_of_references_is_read(int length) => Assert.NotNull(Read(Row(length)).Reading.Document);

    // Microsoft's reader, whose steps are not counted here, takes half a minute for 4,000 of them and does not stop when nobody waits.
    [Theory]
    [InlineData(33)]
    [InlineData(4_000)]
    [InlineData(40_000)]
    public void A_long_row_of_references_is_refused_before_it_is_followed(int length)
    {
        var (reading, steps) = Read(Row(length));

        Assert.Contains("let it name what stands at the end", reading.Refusal, StringComparison.Ordinal);
        Assert.True(steps <= (length * 150L) + 1_000, $"{steps} steps for {length} references");
    }

    [Fact]
    public void References_in_a_ring_end_nowhere_and_are_no_long_row() =>
        Assert.DoesNotContain(
            "what stands at the end",
            Read(
                Head + ""","components":{"schemas":{"s0":{"$ref":"#/components/schemas/s1"},"s1":{"$ref":"#/components/schemas/s0"}}}}"""
            ).Reading.Refusal
                ?? "",
            StringComparison.Ordinal
        );

    [Fact]
    public void Many_problems_are_told_in_part_and_counted()
    {
        var reading = Read(Makers["every schema refers to nothing"](5_000)).Reading;

        Assert.InRange(reading.Problems.Count, 101, 250);
        Assert.Contains("more problems of these kinds", reading.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reading_that_nobody_waits_for_stops()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.Throws<OperationCanceledException>(() => SpecReader.Read(Encoding.UTF8.GetBytes(Chain(2_000)), stop.Token));
        Assert.Throws<OperationCanceledException>(() =>
            SpecReader.Read(Encoding.UTF8.GetBytes(Chain(2_000)), new string('0', 64), new SpecWork(stop.Token))
        );
    }

    [Fact]
    [SuppressMessage("Security", "CA5394", Justification = "Seeded, so that a failure can be repeated.")]
    public void No_damage_to_a_document_is_an_exception_or_dearer_than_its_size()
    {
        var good = Encoding.UTF8.GetBytes(Chain(30));
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var bytes = good.ToArray();
            for (var damage = random.Next(1, 6); damage > 0; damage--)
            {
                var at = random.Next(bytes.Length);
                switch (random.Next(4))
                {
                    case 0:
                        bytes[at] = (byte)random.Next(256);
                        break;
                    case 1:
                        bytes = [.. bytes[..at], .. bytes[random.Next(at, bytes.Length)..]];
                        break;
                    case 2:
                        bytes = [.. bytes[..at], .. bytes[random.Next(bytes.Length)..], .. bytes[at..]];
                        break;
                    default:
                        bytes[at] = (byte)"{}[]\":,#/\\0$"[random.Next(12)];
                        break;
                }

                if (bytes.Length == 0)
                {
                    break;
                }
            }

            var work = new SpecWork(CancellationToken.None);
            var reading = SpecReader.Read(bytes, new string('0', 64), work);

            Assert.True(work.Steps <= (bytes.Length * 2L) + 1_000, $"seed {seed}: {work.Steps} steps for {bytes.Length} bytes");
            Assert.True(
                reading.Document is not null || reading.Refusal is { Length: > 0 },
                $"seed {seed}: neither a document nor a refusal"
            );
        }
    }

    private static (SpecReading Reading, long Steps) Read(string document)
    {
        var work = new SpecWork(CancellationToken.None);
        return (SpecReader.Read(Encoding.UTF8.GetBytes(document), new string('0', 64), work), work.Steps);
    }

    private static string Chain(int length) => Chain(length, "#/components/schemas/s0/items");

    private static string Chain(int length, string end) =>
        Schemas(
            length,
            number =>
                number + 1 < length ? Ref(string.Create(CultureInfo.InvariantCulture, $"#/components/schemas/s{number + 1}")) : Ref(end)
        );

    private static string Schemas(int count, Func<int, string> item) =>
        Head
        + $$$""","components":{"schemas":{ {{{string.Join(',', Enumerable.Range(0, count).Select(number => $$"""
        "s{{number}}":{"items":{{item(number)}}}
        """))}}} } } }""";

    /// <summary>So many schemas in a row, each of which is only a reference to the next.</summary>
    private static string Row(int length) =>
        Head
        + $$$""","components":{"schemas":{ {{{string.Concat(Enumerable.Range(0, length).Select(number => string.Create(CultureInfo.InvariantCulture, $$"""
        "s{{number}}":{"$ref":"#/components/schemas/s{{number + 1}}"},
        """)))}}} "s{{{length}}}":{"type":"string"} } } }""";

    private static string Ref(string target) => $$"""{"$ref":"{{target}}"}""";
}
