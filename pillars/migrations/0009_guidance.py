import django.db.models.deletion
from django.db import migrations, models


def move_texts(apps, schema_editor):
    """The one text that a section had becomes the short help of its row."""
    Section, Guidance = apps.get_model("pillars", "Section"), apps.get_model("pillars", "Guidance")
    had = Section.objects.exclude(old_guidance="").values_list("pk", "plan_id", "old_guidance")
    Guidance.objects.bulk_create(Guidance(plan_id=plan, section_id=pk, summary=text) for pk, plan, text in had)


def move_back(apps, schema_editor):
    Section, Guidance = apps.get_model("pillars", "Section"), apps.get_model("pillars", "Guidance")
    for pk, text in Guidance.objects.exclude(section=None).values_list("section_id", "summary"):
        Section.objects.filter(pk=pk).update(old_guidance=text)


class Migration(migrations.Migration):

    dependencies = [
        ('opd', '0001_initial'),
        ('pillars', '0008_more_kinds'),
    ]

    operations = [
        migrations.RenameField("section", "guidance", "old_guidance"),
        migrations.CreateModel(
            name='Abbreviation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('short', models.CharField(max_length=30, verbose_name='singkatan')),
                ('long', models.CharField(max_length=160, verbose_name='kepanjangan')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='abbreviations', to='opd.region')),
            ],
            options={
                'ordering': ['short'],
                'constraints': [models.UniqueConstraint(fields=('region', 'short'), name='abbreviation_once_a_region')],
            },
        ),
        migrations.CreateModel(
            name='Guidance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.SlugField(blank=True, max_length=40)),
                ('topic', models.SlugField(blank=True, max_length=40, verbose_name='petunjuk umum yang dipakai')),
                ('summary', models.TextField(blank=True, verbose_name='petunjuk singkat')),
                ('contents', models.TextField(blank=True, verbose_name='isi yang harus ada')),
                ('example', models.TextField(blank=True, verbose_name='contoh penulisan')),
                ('questions', models.TextField(blank=True, verbose_name='pertanyaan evaluasi')),
                ('before', models.TextField(blank=True, verbose_name='rencana sebelumnya')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guidance', to='pillars.plan')),
                ('section', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='guidance', to='pillars.section')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('field', ''), ('section__isnull', False)), models.Q(('section__isnull', True), models.Q(('field', ''), _negated=True)), _connector='OR'), name='guidance_of_a_section_or_a_field'), models.UniqueConstraint(condition=models.Q(('field', ''), _negated=True), fields=('plan', 'field'), name='guidance_once_a_field')],
            },
        ),
        migrations.CreateModel(
            name='Regulation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, verbose_name='kode')),
                ('kind', models.CharField(choices=[('uud', 'Undang-Undang Dasar'), ('uu', 'Undang-Undang'), ('perppu', 'Peraturan Pemerintah Pengganti Undang-Undang'), ('pp', 'Peraturan Pemerintah'), ('perpres', 'Peraturan Presiden'), ('inpres', 'Instruksi Presiden'), ('permen', 'Peraturan Menteri'), ('kepmen', 'Keputusan Menteri'), ('inmen', 'Instruksi Menteri'), ('perda', 'Peraturan Daerah'), ('perkada', 'Peraturan Bupati/Wali Kota/Gubernur'), ('kepkada', 'Keputusan Bupati/Wali Kota/Gubernur')], max_length=8, verbose_name='jenis')),
                ('issuer', models.CharField(blank=True, help_text='Misalnya Menteri Dalam Negeri, atau Kabupaten Penajam Paser Utara', max_length=120, verbose_name='pembuat')),
                ('abbreviation', models.CharField(blank=True, help_text='Misalnya Permendagri', max_length=30, verbose_name='singkatan jenis')),
                ('number', models.CharField(blank=True, max_length=40, verbose_name='nomor')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='tahun')),
                ('title', models.CharField(max_length=300, verbose_name='tentang')),
                ('status', models.CharField(choices=[('berlaku', 'Berlaku'), ('diubah', 'Berlaku, sudah diubah'), ('dicabut', 'Dicabut')], default='berlaku', max_length=8, verbose_name='keadaan')),
                ('changed_by', models.CharField(blank=True, help_text='Misalnya UU No. 6 Tahun 2023', max_length=200, verbose_name='diubah atau dicabut dengan')),
                ('checked', models.BooleanField(default=False, verbose_name='sudah diperiksa pada naskah resminya')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='dari mana keterangan ini')),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='regulations', to='opd.region')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('region', 'code'), name='regulation_once_a_region'), models.UniqueConstraint(condition=models.Q(('region', None)), fields=('code',), name='national_regulation_once'), models.CheckConstraint(condition=models.Q(('kind', 'uud'), models.Q(models.Q(('number', ''), _negated=True), ('year__isnull', False)), _connector='OR'), name='regulation_has_number_and_year')],
            },
        ),
        migrations.RunPython(move_texts, move_back),
        migrations.RemoveField("section", "old_guidance"),
    ]
